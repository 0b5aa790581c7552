import { captureRawBody, hooxWebhook, joggWebhook, signCallbackUrl } from '@vidhook/express'
import express from 'express'

const app = express()

app.use(
  joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
      generated_avatar_video_success: ({ data }, context) =>
        context.log.info(data.video_url satisfies string | undefined),
      // @ts-expect-error: JoggAI sends generated_avatar_video_failed
      generated_avatar_video_failled: () => {},
    },
  }),
)

app.post(
  '/hooks/hoox',
  hooxWebhook({ callbackSecret: process.env.HOOX_CALLBACK_SECRET }).on('video_export.completed', (event) => {
    event.status satisfies 'completed'
    // @ts-expect-error: only a failed one has an error
    event.error
  }),
)

// @ts-expect-error: it is the name of no event
joggWebhook('secret').on('generated_avatar_video', () => {})

app.use(express.json({ verify: captureRawBody }))

export const url: Promise<string> = signCallbackUrl('https://example.com/webhooks/hoox', { secret: 'secret' })
