import express from 'express'
import { route } from './hoox-handlers.js'
import { console } from './stubs.js'

/** The same with "Validate Requests" and "Implement Idempotency" of Hoox's guide put before it. */
export function hooxChecked() {
  const app = express()
  const processedJobs = new Set()

  app.post('/webhook', express.json(), (req, res) => {
    // Check User-Agent header
    const userAgent = req.headers['user-agent']
    if (!userAgent?.includes('Hoox-API')) {
      return res.status(401).send('Unauthorized')
    }

    // Check for Hoox webhook header
    const isHooxWebhook = req.headers['x-hoox-webhook']
    if (isHooxWebhook !== 'true') {
      return res.status(401).send('Unauthorized')
    }

    const { task, job_id, avatar_id, look_id } = req.body

    // Create unique ID based on task type
    const uniqueId = task === 'avatar_create' || task === 'avatar_edit' ? `${avatar_id}:${look_id}` : job_id

    // Check if we've already processed this webhook
    if (processedJobs.has(uniqueId)) {
      console.log(`Duplicate webhook for ${uniqueId}, ignoring`)
      return res.status(200).send('OK')
    }

    // Process the webhook
    route(req.body)

    // Mark as processed
    processedJobs.add(uniqueId)

    return res.status(200).send('OK')
  })
  return app
}
