import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { freePort, runSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const SECRET = 'whsec_local'
const secrets = { JOGG_WEBHOOK_SECRET: SECRET, HOOX_CALLBACK_SECRET: 'callback_local' }

describe.each([
  'docs/quick-start-express/server.ts',
  'docs/quick-start-fastify/server.ts',
  'docs/quick-start-other/server.ts',
])('the server of %s', (file) => {
  test('takes what send.ts sends, refuses a forgery, and ends on SIGTERM', async () => {
    const env = { PORT: String(await freePort()), ...secrets }
    const server = runSample(file, { env })
    await server.says(/listening/i)

    const sent = runSample('docs/quick-start-express/send.ts', { env })
    expect(await sent.ended).toBe('200 {"outcome":"processed"}\n')
    const forged = runSample('docs/quick-start-express/send.ts', {
      env: { ...env, JOGG_WEBHOOK_SECRET: 'a guess' },
    })
    expect(await forged.ended).toMatch(/^401 .*"unauthenticated"/)

    server.process.kill('SIGTERM')
    expect(await server.ended).toContain('ready: https://res.jogg.ai/video.mp4')
    expect(server.process.exitCode).toBe(0)
  })
})

describe.each(['docs/quick-start-express', 'docs/quick-start-fastify'])('the server of %s', (page) => {
  test('takes what send-hoox.ts sends to its path, and what another secret signed not', async () => {
    const env = { PORT: String(await freePort()), ...secrets }
    const server = runSample(`${page}/server.ts`, { env })
    await server.says(/listening/i)
    const sent = runSample(`${page}/send-hoox.ts`, { env })
    expect(await sent.ended).toBe('200 {"outcome":"processed"}\n')
    const forged = runSample(`${page}/send-hoox.ts`, { env: { ...env, HOOX_CALLBACK_SECRET: 'a guess' } })
    expect(await forged.ended).toMatch(/^401 .*"unauthenticated"/)
    server.process.kill('SIGTERM')
    expect(await server.ended).toContain('exported: https://cdn.hoox.video/exports/video_123.mp4')
  })
})

test.each([
  ['docs/quick-start-express', '/webhooks/hoox'],
  ['docs/quick-start-fastify', '/webhooks/hoox'],
  ['docs/quick-start-next', '/api/webhooks/hoox'],
])('%s signs the URL that its receiver answers at', (page, path) => {
  const codeOf = (name: string) => readFileSync(join(samplesFolder, page, name), 'utf8')
  expect(codeOf('start-job.ts')).toContain(`signCallbackUrl('https://example.com${path}'`)
  expect(codeOf('send-hoox.ts')).toContain(`3000}${path}\``)
})

describe('the handler', () => {
  beforeEach(() => {
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value)
    vi.spyOn(console, 'info').mockReturnValue()
    vi.spyOn(console, 'log').mockReturnValue()
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  test('of the Next quick start is a route handler', async () => {
    const route: { POST(request: Request): Promise<Response> } = await sample(
      'docs/quick-start-next/route.ts',
    )
    const delivery = await joggDelivery('generated_avatar_video_success', { secret: SECRET })
    expect((await route.POST(new Request(delivery.url, delivery))).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith('ready:', 'https://res.jogg.ai/video.mp4')
  })

  test('of Hoox in the Next quick start is one, too', async () => {
    const route: { POST(request: Request): Promise<Response> } = await sample(
      'docs/quick-start-next/hoox-route.ts',
    )
    const delivery = await hooxDelivery('video_export.completed', {
      callbackSecret: secrets.HOOX_CALLBACK_SECRET,
      url: 'http://localhost:3000/api/webhooks/hoox',
    })
    expect((await route.POST(new Request(delivery.url, delivery))).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith('exported:', 'https://cdn.hoox.video/exports/video_123.mp4')
  })

  test('mounts in Hono, on @hono/node-server', async () => {
    const hono: { default: { fetch(request: Request): Response | Promise<Response> } } = await sample(
      'docs/quick-start-other/hono.ts',
    )
    const port = await freePort()
    const server = serve({ fetch: hono.default.fetch, port })
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const url = `http://localhost:${port}/webhooks/jogg`
    const delivery = await joggDelivery('generated_avatar_video_success', { secret: SECRET, url })
    expect((await fetch(url, delivery)).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith('ready:', 'https://res.jogg.ai/video.mp4')
  })
})

const sample = (file: string) => import(join(samplesFolder, file))
