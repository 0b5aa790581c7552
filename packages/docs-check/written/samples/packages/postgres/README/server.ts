import { joggWebhook } from '@vidhook/express'
import { postgresStore } from '@vidhook/postgres'
import express from 'express'
import { Pool } from 'pg'

const store = postgresStore(new Pool({ connectionString: process.env.DATABASE_URL }))
await store.createTable() // once is enough; or as a migration, see the page below

const app = express()
app.use(
  joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    store,
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
  }),
)
app.listen(3000)
