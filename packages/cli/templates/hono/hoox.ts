import { createReceiver, hoox, webHandler } from '@vidhook/core'
import { Hono } from 'hono'

/** Receives Hoox's webhooks at POST /webhooks/hoox: app.route('/', hooxWebhooks()) */
export function hooxWebhooks(secret = process.env.HOOX_CALLBACK_SECRET) {
  const receiver = createReceiver(hoox({ callbackSecret: secret }), {
    on: {
      'video_export.completed': async ({ job_id, result }, context) => {
        context.log.info({ job: job_id, url: result.download_url }, 'ready')
      },
      'video_export.failed': async ({ job_id, error }, context) => {
        context.log.warn({ job: job_id, error }, 'failed')
      },
    },
  })
  const handle = webHandler(receiver)
  return new Hono().all('/webhooks/hoox', (context) => handle(context.req.raw))
}
