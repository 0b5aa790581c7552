import { hooxWebhook, joggWebhook } from '@vidhook/fastify'
import Fastify from 'fastify'

export async function start(): Promise<void> {
  const app = Fastify({ logger: true })

  await app.register(joggWebhook, {
    secret: process.env.JOGG_WEBHOOK_SECRET,
    path: '/hooks/jogg',
    on: {
      generated_avatar_video_success: ({ data }, context) =>
        context.log.info(data.video_url satisfies string | undefined),
      // @ts-expect-error: JoggAI sends generated_avatar_video_failed
      generated_avatar_video_failled: () => {},
    },
  })

  await app.register(hooxWebhook, {
    callbackSecret: process.env.HOOX_CALLBACK_SECRET,
    on: { 'video_export.failed': ({ error }) => app.log.warn(error.message) },
  })

  await app.listen({ port: 0 })
}
