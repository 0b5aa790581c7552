const { redisStore } = require('@vidhook/redis')
const { Redis } = require('ioredis')
const { createClient } = require('redis')
const { live } = require('./live.cjs')

const ioredis = new Redis(process.env.REDIS_URL)
const nodeRedis = createClient({ url: process.env.REDIS_URL })
const prefix = process.env.NAME

nodeRedis
  .connect()
  .then(() => live(redisStore(ioredis, { prefix: `${prefix}:ioredis:` })))
  .then(() => live(redisStore(nodeRedis, { prefix: `${prefix}:redis:` })))
  .finally(() => {
    ioredis.disconnect()
    nodeRedis.destroy()
  })
