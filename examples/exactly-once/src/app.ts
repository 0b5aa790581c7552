import { joggWebhook } from '@vidhook/express'
import { postgresStore } from '@vidhook/postgres'
import express from 'express'
import { Pool } from 'pg'
import { exactlyOnce } from './exactly-once.js'

/** Makes the app. `close` waits for handlers that still run. */
export async function createApp() {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL })
  const store = postgresStore(pool)
  await store.createTable()
  await pool.query('CREATE TABLE IF NOT EXISTS charges (video_id text NOT NULL, seconds float8 NOT NULL)')

  const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    store,
    on: {
      generated_avatar_video_success: ({ data: { video_id, duration } }, { provider, identity, log }) => {
        // JoggAI may leave any field out. Do not throw: a retry would not have it either.
        if (video_id === undefined || duration === undefined)
          return log.error('No id or no duration to charge.')
        return exactlyOnce(pool, `charge:${provider}:${identity}`, (client) =>
          client.query('INSERT INTO charges VALUES ($1, $2)', [video_id, duration]),
        )
      },
    },
  })

  const app = express()
  app.get('/health', (_request, response) => {
    response.json({ ok: true })
  })
  app.use(jogg)

  const close = async () => {
    await jogg.drain()
    await pool.end()
  }
  return { app, close }
}
