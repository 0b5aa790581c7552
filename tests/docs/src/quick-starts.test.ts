import { once } from 'node:events'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { joggDelivery } from '@vidhook/core/testing'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { freePort, runSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const SECRET = 'whsec_local'

describe.each([
  'docs/quick-start-express/server.ts',
  'docs/quick-start-fastify/server.ts',
  'docs/quick-start-other/server.ts',
])('the server of %s', (file) => {
  test('takes what send.ts sends, refuses a forgery, and ends on SIGTERM', async () => {
    const env = { PORT: String(await freePort()), JOGG_WEBHOOK_SECRET: SECRET }
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

describe('the handler', () => {
  beforeEach(() => {
    vi.stubEnv('JOGG_WEBHOOK_SECRET', SECRET)
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
