import { hooxWebhook } from '@vidhook/express'
import express from 'express'
import { saveVideo } from './videos.js'

const app = express()
app.use(
  hooxWebhook({
    callbackSecret: process.env.HOOX_CALLBACK_SECRET,
    on: {
      'video_export.completed': ({ job_id, result }) => saveVideo(job_id, result.download_url),
      video_generate: (event, context) => context.log.info({ user: context.callback?.userId }, event.status),
    },
  }),
)
app.listen(3000) // POST /webhooks/hoox
