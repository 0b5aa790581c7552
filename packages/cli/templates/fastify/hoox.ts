import { hooxWebhook } from '@vidhook/fastify'
import type { FastifyInstance } from 'fastify'

/** Receives Hoox's webhooks at POST /webhooks/hoox: await app.register(hooxWebhooks) */
export async function hooxWebhooks(app: FastifyInstance, options: { secret?: string }) {
  await app.register(hooxWebhook, {
    callbackSecret: options.secret ?? process.env.HOOX_CALLBACK_SECRET,
    on: {
      'video_export.completed': async ({ job_id, result }, context) => {
        context.log.info({ job: job_id, url: result.download_url }, 'ready')
      },
      'video_export.failed': async ({ job_id, error }, context) => {
        context.log.warn({ job: job_id, error }, 'failed')
      },
    },
  })
}
