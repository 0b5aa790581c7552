import { joggWebhook } from '@vidhook/express'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'

const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379')
redis.on('error', (error) => console.error('Redis:', error))

export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { store: redisStore(redis) })
