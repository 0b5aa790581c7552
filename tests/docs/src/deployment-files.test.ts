import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { root } from './pages.js'
import { samplesFolder } from './samples.js'

const file = (name: string) => readFileSync(join(root, 'docs/deployment', name), 'utf8')
const server = readFileSync(join(samplesFolder, 'docs/deployment/server.ts'), 'utf8')
const [, drainMs = ''] = /timeoutMs: ([\d_]+)/.exec(server) ?? []
const drainSeconds = Number(drainMs.replaceAll('_', '')) / 1000

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

test('wrangler.jsonc deploys docs/deployment/worker.ts, with the binding that it reads', () => {
  const { config } = ts.parseConfigFileTextToJson('wrangler.jsonc', file('wrangler.jsonc'))
  const code = readFileSync(join(samplesFolder, 'docs/deployment', config.main), 'utf8')
  expect(code).toContain(`env.${config.hyperdrive[0].binding}.connectionString`)
  expect(config.compatibility_flags).toContain('nodejs_compat')
})
