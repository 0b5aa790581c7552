import { setTimeout } from 'node:timers/promises'
import { joggDelivery } from '@vidhook/core/testing'
import { postgresStore } from '@vidhook/postgres'
import { canStartRedis, startPostgres, startRedis } from '@vidhook/test-servers'
import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { type App, type Exit, type Program, startApp } from '../src/app-process.js'
import { secrets } from './app-suite.js'

/** A server for this test, and the environment variables that make an app use it. */
interface Server {
  readonly env: Readonly<Record<string, string>>
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface StoreSuiteOptions {
  /** How the app ends when it is stopped. */
  readonly exit?: Exit
  /** Its Postgres table is created by a migration, not at its start. */
  readonly migrated?: boolean
  /** It tells at /ready whether it can take deliveries. */
  readonly tellsReady?: boolean
}

/** What an example promises when it is given a store, over HTTP to its build. */
export async function storeSuite(
  program: Program,
  { exit = { code: 0, signal: null }, migrated = false, tellsReady = false }: StoreSuiteOptions = {},
): Promise<void> {
  const servers = { Redis: redis, Postgres: migrated ? migratedPostgres : postgres }
  const here = [
    ...((await canStartRedis()) ? ['Redis' as const] : []),
    ...((await canStartPostgres()) ? ['Postgres' as const] : []),
  ]

  describe.runIf(here.length > 0).each(here)('on %s', (name) => {
    test('what one process has done is a duplicate for another, and for one that starts later', async () => {
      await withServer(servers[name], async ({ env }) => {
        const [one, other] = await Promise.all([start(env), start(env)])
        const delivery = await newDelivery()
        expect(await acknowledgmentOf(one, delivery)).toBe('200 processed')
        expect(await acknowledgmentOf(other, delivery)).toBe('200 duplicate')
        expect(await one.stop()).toEqual(exit)
        await other.stop()
        const later = await start(env)
        expect(await acknowledgmentOf(later, delivery)).toBe('200 duplicate')
        expect(later.output()).not.toContain('memory_store')
        await later.stop()
      })
    })

    test('the server is away: deliveries are told to come again, the log says why, and the app goes on by itself', async () => {
      await withServer(servers[name], async (server) => {
        const app = await start(server.env)
        const delivery = await newDelivery()
        await server.kill()
        expect(await answerOf(app, delivery)).toBe('503 unavailable')
        await vi.waitFor(() => expect(app.output()).toContain('The store is unavailable'), { timeout: 5_000 })
        await server.restart()
        await vi.waitFor(async () => expect(await answerOf(app, delivery)).toBe('200 processed'), {
          timeout: 10_000,
          interval: 200,
        })
        expect(await app.stop()).toEqual(exit)
      })
    })

    test.runIf(tellsReady)('the server is away: the app is not ready until it is back', async () => {
      await withServer(servers[name], async (server) => {
        const app = await start(server.env)
        const ready = async () => (await fetch(`${app.url}/ready`)).status
        await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 10_000, interval: 200 })
        await server.kill()
        expect(await ready()).toBe(503)
        await vi.waitFor(() => expect(app.output()).toContain('The store is unavailable'), { timeout: 5_000 })
        await server.restart()
        await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 10_000, interval: 200 })
        await app.stop()
      })
    })
  })

  test('without a server it remembers in memory, and says so', async () => {
    const app = await start({})
    const delivery = await newDelivery()
    expect(await answerOf(app, delivery)).toBe('200 processed')
    expect(await answerOf(app, delivery)).toBe('200 duplicate')
    await app.stop()
    expect(app.output()).toContain('Events are remembered in memory')
  })

  test.runIf(tellsReady)('without its secret it is not ready, though it runs', async () => {
    const app = await start({ JOGG_WEBHOOK_SECRET: '' })
    expect((await fetch(`${app.url}/ready`)).status).toBe(503)
    expect((await fetch(`${app.url}/health`)).status).toBe(200)
    expect(app.output()).toContain('secret_missing')
    await app.stop()
  })

  const start = (env: Server['env']) => startApp(program, { env: { ...secrets, ...env } })
}

async function withServer(
  startServer: () => Promise<Server>,
  use: (server: Server) => Promise<void>,
): Promise<void> {
  const server = await startServer()
  try {
    await use(server)
  } finally {
    await server.stop()
  }
}

async function redis(): Promise<Server> {
  let server = await startRedis()
  return {
    env: { REDIS_URL: server.url },
    kill: () => server.stop(),
    async restart() {
      server = await startRedis({ port: server.port })
    },
    stop: () => server.stop(),
  }
}

async function postgres(): Promise<Server> {
  const server = await startPostgres()
  return { ...server, env: { DATABASE_URL: server.url } }
}

async function migratedPostgres(): Promise<Server> {
  const server = await postgres()
  const pool = new pg.Pool({ connectionString: server.env.DATABASE_URL })
  await postgresStore(pool).createTable()
  await pool.end()
  return server
}

async function canStartPostgres(): Promise<boolean> {
  try {
    await (await startPostgres()).stop()
    return true
  } catch (error) {
    if (process.env.CI) throw error
    console.warn('Skipped: no Postgres. Install postgresql.')
    return false
  }
}

function newDelivery() {
  return joggDelivery('generated_avatar_video_success', { secret: secrets.JOGG_WEBHOOK_SECRET })
}

/** The answer to a delivery that is sent again after a 503, as a provider does: a first connection may take too long. */
async function acknowledgmentOf(...sent: Parameters<typeof answerOf>): Promise<string> {
  for (;;) {
    const answer = await answerOf(...sent)
    if (!answer.startsWith('503')) return answer
    await setTimeout(200)
  }
}

async function answerOf({ url }: App, delivery: Awaited<ReturnType<typeof newDelivery>>): Promise<string> {
  const response = await fetch(`${url}/webhooks/jogg`, delivery)
  const { outcome } = await response.json()
  return `${response.status} ${outcome}`
}
