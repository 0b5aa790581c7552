import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'

/** Remembers which events are done, for all processes. Without REDIS_URL, each process remembers its own, in memory. */
export function openStore(url = process.env.REDIS_URL) {
  if (!url) return undefined
  const client = new Redis(url, { lazyConnect: true }) // connects at the first delivery, and again by itself
  client.on('error', (error) => console.error('Redis:', error.message))
  return redisStore(client)
}
