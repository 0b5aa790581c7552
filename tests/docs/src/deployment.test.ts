import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { createTableSql } from '@vidhook/postgres'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { Pool } from 'pg'
import ts from 'typescript'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { root } from './pages.js'
import { freePort, runSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const env = { JOGG_WEBHOOK_SECRET: 'whsec_local', HOOX_CALLBACK_SECRET: 'callback_local' }
const file = (name: string) => readFileSync(join(root, 'docs/deployment', name), 'utf8')
const server = readFileSync(join(samplesFolder, 'docs/deployment/server.ts'), 'utf8')
const [, drainMs = ''] = /timeoutMs: ([\d_]+)/.exec(server) ?? []
const drainSeconds = Number(drainMs.replaceAll('_', '')) / 1000

const redis = await redisServer()

describe.runIf(redis)('docs/deployment/server.ts', () => {
  test('serves both providers and the health checks, and ends with 0 at SIGTERM', async () => {
    const port = String(await freePort())
    const program = runSample('docs/deployment/server.ts', {
      env: { ...env, PORT: port, REDIS_URL: redis?.url ?? '' },
    })
    await program.says(/listening/)
    const url = `http://localhost:${port}`
    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect((await fetch(`${url}/ready`)).status).toBe(200)

    const event_id = `docs-${randomUUID()}`
    const jogg = await joggDelivery('generated_avatar_video_success', {
      secret: env.JOGG_WEBHOOK_SECRET,
      event_id,
      url: `${url}/webhooks/jogg`,
    })
    expect(await answerTo(jogg)).toEqual({ outcome: 'processed' })
    expect(await answerTo(jogg)).toEqual({ outcome: 'duplicate' })
    const hoox = await hooxDelivery('video_export.completed', {
      callbackSecret: env.HOOX_CALLBACK_SECRET,
      context: { test: event_id },
      url: `${url}/webhooks/hoox`,
    })
    expect(await answerTo(hoox)).toEqual({ outcome: 'processed' })

    program.process.kill('SIGTERM')
    await program.ended
    expect(program.process.exitCode).toBe(0)
  })

  test('ends at once if a secret is missing', async () => {
    const program = runSample('docs/deployment/server.ts', {
      env: { ...env, JOGG_WEBHOOK_SECRET: '', REDIS_URL: redis?.url ?? '' },
    })
    await program.ended
    expect(program.process.exitCode).toBe(1)
  })
})

describe('the Dockerfile', () => {
  const lines = file('Dockerfile').split('\n')

  test('starts Node as its first process, as somebody else than root', () => {
    expect(lines).toContain('CMD ["node", "dist/server.js"]')
    expect(lines.indexOf('USER node')).toBeGreaterThan(lines.lastIndexOf('FROM node:22-slim'))
  })

  test('installs in its last stage only what runs', () => {
    const last = lines.slice(lines.lastIndexOf('FROM node:22-slim'))
    expect(last).toContain('RUN npm ci --omit=dev')
    expect(last).toContain('COPY --from=build /app/dist ./dist')
  })
})

describe('compose.yaml', () => {
  const { services, volumes } = parse(file('compose.yaml'))

  test('waits longer for the server than the server for its work', () => {
    expect(Number.parseInt(services.web.stop_grace_period, 10)).toBeGreaterThan(drainSeconds)
  })

  test('gives the server the variables that it reads, asks a path that it has, and makes each volume', () => {
    const read = [...server.matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name)
    expect(read.filter((name) => name !== 'PORT').sort()).toEqual(
      Object.keys(services.web.environment).sort(),
    )
    const [, path = ''] = /localhost:3000(\/\w+)/.exec(services.web.healthcheck.test.join(' ')) ?? []
    expect(server).toContain(`app.get('${path}'`)
    const used = Object.values<{ volumes?: string[] }>(services).flatMap(({ volumes: each = [] }) => each)
    expect(used.map((each) => each.split(':')[0]).sort()).toEqual(Object.keys(volumes).sort())
  })

  test('runs Redis so that it forgets nothing', () => {
    expect(services.redis.command.join(' ')).toContain('--maxmemory-policy noeviction --appendonly yes')
  })
})

describe('kubernetes.yaml', () => {
  const [deployment, service, budget] = parseAllDocuments(file('kubernetes.yaml')).map((each) => each.toJS())
  const { template, selector, replicas, strategy } = deployment.spec
  const [container] = template.spec.containers

  test('leaves the server the time to end', () => {
    const { seconds } = container.lifecycle.preStop.sleep
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds + drainSeconds)
  })

  test('asks paths that the server has, at its port', () => {
    for (const { httpGet } of [container.livenessProbe, container.readinessProbe]) {
      expect(server).toContain(`app.get('${httpGet.path}'`)
      expect(httpGet.port).toBe(container.ports[0].containerPort)
    }
    expect(service.spec.ports[0].targetPort).toBe(container.ports[0].containerPort)
  })

  test('always has an instance, and every part means the same pods', () => {
    expect({ replicas, strategy, minAvailable: budget.spec.minAvailable }).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
      minAvailable: 1,
    })
    for (const labels of [selector.matchLabels, service.spec.selector, budget.spec.selector.matchLabels])
      expect(labels).toEqual(template.metadata.labels)
  })
})

const postgres = await postgresServer()

describe.runIf(postgres)('docs/deployment/worker.ts', () => {
  test('shares what is done among isolates, and closes its connections', async () => {
    const schema = `docs_${randomUUID().replaceAll('-', '')}`
    const url = new URL(postgres?.url ?? '')
    const pool = new Pool({ connectionString: url.href, max: 1 })
    onTestFinished(async () => {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`)
      await pool.end()
    })
    await pool.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${createTableSql()}`)
    url.searchParams.set('options', `-c search_path=${schema}`)
    url.searchParams.set('application_name', schema)

    const worker: WorkerSample = await import(join(samplesFolder, 'docs/deployment/worker.ts'))
    const delivery = await joggDelivery('generated_avatar_video_success', {
      secret: env.JOGG_WEBHOOK_SECRET,
    })
    const answer = async () => {
      const work: Promise<unknown>[] = []
      const bindings = { ...env, HYPERDRIVE: { connectionString: url.href } }
      const request = new Request(delivery.url, delivery)
      const response = await worker.default.fetch(request, bindings, {
        waitUntil: (each) => void work.push(each),
      })
      await Promise.all(work)
      return response.json()
    }
    expect(await answer()).toEqual({ outcome: 'processed' })
    expect(await answer()).toEqual({ outcome: 'duplicate' })
    const open = await pool.query('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [schema])
    expect(open.rows).toEqual([])
  })

  test('is the program that wrangler.jsonc deploys, with the binding that it reads', () => {
    const { config } = ts.parseConfigFileTextToJson('wrangler.jsonc', file('wrangler.jsonc'))
    const code = readFileSync(join(samplesFolder, 'docs/deployment', config.main), 'utf8')
    expect(code).toContain(`env.${config.hyperdrive[0].binding}.connectionString`)
    expect(config.compatibility_flags).toContain('nodejs_compat')
  })
})

interface WorkerSample {
  readonly default: {
    fetch(
      request: Request,
      env: object,
      context: { waitUntil(work: Promise<unknown>): void },
    ): Promise<Response>
  }
}

async function answerTo(delivery: { readonly url: string } & RequestInit): Promise<unknown> {
  return (await fetch(delivery.url, delivery)).json()
}
