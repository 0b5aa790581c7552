import express from 'express'
import { verifyWebhookSignature } from './jogg-verify.js'
import { console } from './stubs.js'

/** JoggAI's guide shows the check and no server. Mounted as most apps are: everything is parsed as JSON first. */
export function joggParsed(secret: string) {
  const app = express()
  app.use(express.json())
  app.post('/webhook', (req, res) => {
    const signature = req.headers['x-webhook-signature'] as string
    if (!verifyWebhookSignature(JSON.stringify(req.body), signature, secret)) {
      return res.status(401).send('Invalid signature')
    }
    console.log('Video ready:', req.body.data.video_id)
    return res.status(200).send('OK')
  })
  return app
}
