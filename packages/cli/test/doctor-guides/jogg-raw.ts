import express from 'express'
import { verifyWebhookSignature } from './jogg-verify.js'
import { console } from './stubs.js'

/** The same check over the raw body, as the guide's "Security Checklist" asks for. */
export function joggRaw(secret: string) {
  const app = express()
  app.post('/webhook', express.raw({ type: 'application/json' }), (req, res) => {
    const signature = req.headers['x-webhook-signature'] as string
    if (!verifyWebhookSignature(req.body, signature, secret)) {
      return res.status(401).send('Invalid signature')
    }
    const event = JSON.parse(req.body.toString())
    console.log('Video ready:', event.data.video_id)
    return res.status(200).send('OK')
  })
  return app
}
