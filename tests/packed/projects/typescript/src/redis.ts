import type { Store } from '@vidhook/core'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'

export const stores: readonly Store[] = [
  redisStore(new Redis()),
  redisStore(createClient(), { prefix: 'app:' }),
  redisStore(createCluster({ rootNodes: [] })),
]

// @ts-expect-error: a URL is no client
redisStore('redis://localhost:6379')
