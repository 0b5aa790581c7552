// What an inbox costs a delivery, beside the bare queue.add() that it is made of, and how long many dead take. Writes bench/INBOX.md.
// Servers: REDIS_URL and DATABASE_URL, or those of this machine. A prefix and a schema of its own, gone afterwards.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { cpus, userInfo } from 'node:os'
import { bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, jogg } from '@vidhook/core'
import { GiveUpError, memoryInbox } from '@vidhook/core/inbox'
import { joggDelivery } from '@vidhook/core/testing'
import { createPostgresBackend, createRedisBackend, Queue } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { inTurns, median, quantile } from './rounds.js'

const { REDIS_URL = 'redis://127.0.0.1:6379', PGUSER = userInfo().username } = process.env
const { DATABASE_URL = `postgres://${PGUSER}@127.0.0.1:5432/test` } = process.env

const NAME = 'generated_avatar_video_success'
const secret = 'whsec_bench'
const ROUNDS = 12
const PER_ROUND = 300
const DEAD = 10_000
/** The most that a delivery's median may take beside a bare add's. */
const TARGETS = { Redis: 1.6, Postgres: 1.3 }

const sections = []
for (const backend of [redisBackend(), postgresBackend()]) {
  process.stderr.write(`${backend.name} …\n`)
  await backend.open()
  try {
    sections.push(
      section(backend, await latencies(backend), await backend.commands(), await manyDead(backend)),
    )
  } finally {
    await backend.remove()
  }
}
writeFileSync(new URL('INBOX.md', import.meta.url), page())

function redisBackend() {
  const prefix = `bench-${randomUUID()}`
  const redis = new Redis(REDIS_URL)
  return {
    name: 'Redis',
    options: { connection: { url: REDIS_URL }, prefix },
    factory: createRedisBackend,
    bare: { connection: { url: REDIS_URL }, prefix },
    async open() {},
    /** Commands that a delivery sends, without those that a script of it runs in the server. */
    async commands() {
      const inbox = bullmqInbox({ ...this.options, name: 'commands', log: false })
      await inbox.ready()
      const prepare = receiving(inbox)
      const deliver = async () => (await prepare())()
      await deliver()
      const watcher = redis.duplicate()
      const monitor = await watcher.monitor()
      const seen = []
      monitor.on('monitor', (_time, args, source) => {
        if (source !== 'lua' && args.join(' ').includes(prefix)) seen.push(args[0])
      })
      for (let count = 0; count < 100; count++) await deliver()
      await redis.set(`${prefix}:end`, '1')
      while (!seen.includes('set')) await new Promise((resolve) => setTimeout(resolve, 5))
      monitor.disconnect()
      watcher.disconnect()
      await inbox.close()
      return seen.filter((command) => command !== 'set').length / 100
    },
    async remove() {
      for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 }))
        if (keys.length > 0) await redis.unlink(keys)
      await redis.quit()
    },
  }
}

function postgresBackend() {
  const schema = `bench_${randomUUID().replaceAll('-', '')}`
  const connection = { connectionString: DATABASE_URL, schema }
  return {
    name: 'Postgres',
    options: { backend: 'postgres', connection },
    factory: createPostgresBackend,
    bare: { connection },
    open: () => bullmqInbox({ backend: 'postgres', connection, log: false }).migrate(),
    commands: async () => undefined,
    async remove() {
      const client = new pg.Client({ connectionString: DATABASE_URL })
      await client.connect()
      await client.query(`DROP SCHEMA ${schema} CASCADE`)
      await client.end()
    },
  }
}

/** Prepares a new delivery each time, and a function that takes it through a receiver into the inbox. */
function receiving(inbox) {
  const receiver = createReceiver(jogg({ secret }), { inbox, log: false, storeTimeoutMs: 10_000 })
  return async () => {
    const delivery = await joggDelivery(NAME, { secret })
    return async () => {
      const { kind } = await receiver.receive(delivery)
      if (kind !== 'queued') throw new Error(`A delivery was not queued, but ${kind}.`)
    }
  }
}

/** The median milliseconds of each round: of a bare add, of a delivery, and of a delivery into an inbox that costs nothing. */
async function latencies({ name, options, factory, bare }) {
  const queue = new Queue('bare', bare, factory)
  queue.on('error', () => {})
  await queue.waitUntilReady()
  const inbox = bullmqInbox({ ...options, name: 'inbox', log: false })
  await inbox.ready()
  const prepareAdd = async () => {
    const entry = await anEntry()
    return () => queue.add(NAME, entry, { jobId: randomUUID() })
  }
  const prepareDeduplicated = async () => {
    const entry = await anEntry()
    const options = {
      jobId: randomUUID(),
      attempts: 20,
      backoff: { type: 'capped' },
      deduplication: { id: randomUUID(), ttl: 604_800_000 },
    }
    return () => queue.add(NAME, entry, options)
  }
  const contenders = [prepareAdd, prepareDeduplicated, receiving(inbox), receiving(memoryInbox())]
  const rounds = await inTurns(contenders, ROUNDS + 1, round)
  await queue.close()
  await inbox.close()
  // The first round warms up.
  const [add, deduplicated, put, memory] = rounds.map((each) => each.slice(1))
  const beside = (others) => put.map((ms, index) => ms / others[index])
  return {
    name,
    add: median(add),
    deduplicated: median(deduplicated),
    put: median(put),
    memory: median(memory),
    ratios: beside(add),
    deduplicatedRatios: beside(deduplicated),
  }
}

async function round(prepare) {
  const calls = []
  for (let count = 0; count < PER_ROUND; count++) calls.push(await prepare())
  const times = []
  for (const call of calls) {
    const start = performance.now()
    await call()
    times.push(performance.now() - start)
  }
  return median(times)
}

async function anEntry() {
  const inbox = memoryInbox()
  await (await receiving(inbox)())()
  return inbox.waiting[0]
}

/** How long it takes to list many dead, and to retry them, in seconds. */
async function manyDead({ options }) {
  const inbox = bullmqInbox({ ...options, name: 'dead', log: false })
  await inbox.ready()
  const entry = await anEntry()
  const put = async (index) => inbox.put({ ...entry, key: `bench:${index}`, identity: String(index) }, 60_000)
  for (let index = 0; index < DEAD; index += 100)
    await Promise.all(Array.from({ length: 100 }, (_, offset) => put(index + offset)))
  const giveUp = () => {
    throw new GiveUpError('as the measurement wants')
  }
  const worker = inbox.work([createReceiver(jogg({ secret }), { log: false, on: { '*': giveUp } })], {
    concurrency: 50,
  })
  while ((await inbox.counts()).dead < DEAD) await new Promise((resolve) => setTimeout(resolve, 100))
  await worker.close()

  const start = performance.now()
  const { length } = await inbox.list({ state: 'dead', limit: DEAD })
  const listed = performance.now()
  const { changed } = await inbox.retry({ state: 'dead' })
  const retried = performance.now()
  await inbox.close()
  if (length !== DEAD || changed !== DEAD)
    throw new Error(`${length} dead were listed, and ${changed} retried.`)
  return { listS: (listed - start) / 1000, retryS: (retried - listed) / 1000 }
}

function section({ name }, latency, commands, { listS, retryS }) {
  const { add, deduplicated, put, memory, ratios, deduplicatedRatios } = latency
  const held = median(ratios) <= TARGETS[name] ? 'held' : '**missed**'
  return `## ${name}

| | |
| --- | --- |
| bare \`queue.add\`, median | ${add.toFixed(2)} ms |
| \`queue.add\` with an inbox's options, de-duplication above all, median | ${deduplicated.toFixed(2)} ms |
| delivery received and put, median | ${put.toFixed(2)} ms |
| of that, what is not the queue's (an inbox in memory) | ${memory.toFixed(2)} ms |
| delivery beside that | ${spread(deduplicatedRatios)} |
| delivery beside bare add | ${spread(ratios)}; target ${TARGETS[name]}, ${held} |
${commands === undefined ? '' : `| commands a delivery | ${commands} |\n`}| ${DEAD.toLocaleString('en')} dead, listed | ${listS.toFixed(1)} s |
| ${DEAD.toLocaleString('en')} dead, retried | ${retryS.toFixed(1)} s |
`
}

function spread(ratios) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2))
  return `${middle} (quartiles ${low} to ${high})`
}

function page() {
  const { model = 'unknown' } = cpus()[0] ?? {}
  return `# What an inbox costs

Written by \`npm run bench:inbox\`. Node ${process.versions.node}, ${cpus().length} × ${model.trim()}, servers on the same machine.

A delivery is authenticated, parsed, recognized and put into the inbox. It is measured in turns with a bare \`queue.add\` of the same
entry, ${ROUNDS} rounds of ${PER_ROUND} one after another; the ratio is the median of the rounds' ratios, so that a machine that is busy now
and then slows both alike. Trust the ratios, not the milliseconds.

${sections.join('\n')}`
}
