import { DatabaseSync } from 'node:sqlite'
import { joggWebhook } from '@vidhook/express'
import { sqliteStore } from '@vidhook/sqlite'
import express from 'express'

const app = express()
app.use(
  joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    store: sqliteStore(new DatabaseSync('events.db')),
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
  }),
)
app.listen(3000)
