import { joggWebhook } from '@vidhook/express'
import { redisStore } from '@vidhook/redis'
import { createClient } from 'redis'

const redis = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' })
// Without this listener, node-redis ends the process when a connection breaks.
redis.on('error', (error) => console.error('Redis:', error))
await redis.connect()

export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { store: redisStore(redis) })
