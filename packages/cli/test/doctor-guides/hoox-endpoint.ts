import express from 'express'
import { route } from './hoox-handlers.js'

/** "Create an Endpoint" in Hoox's guide, as it stands. */
export function hooxEndpoint() {
  const app = express()
  app.post('/webhook', express.json(), (req, res) => {
    route(req.body)

    // Always respond with 200
    res.status(200).send('OK')
  })
  return app
}
