// A worker in a process of its own: carries out the store calls that it is sent, many at once, and sends their answers.
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'

const [url, prefix] = process.argv.slice(2)
const store = redisStore(new Redis(url), { prefix })

process.on('message', async ({ id, calls }) => {
  const answers = await Promise.all(calls.map(({ method, args }) => store[method](...args)))
  process.send({ id, answers })
})
process.on('disconnect', () => process.exit())
