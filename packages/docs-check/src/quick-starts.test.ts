import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { joggDelivery } from '@vidhook/core/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runFolder } from './samples.js'

const SECRET = 'whsec_local'

describe.each(['docs/quick-start-express', 'docs/quick-start-fastify', 'docs/quick-start-other'])(
  'the server of %s',
  (folder) => {
    test('takes what send.ts sends, refuses a forgery, and ends on SIGTERM', {
      timeout: 30_000,
    }, async () => {
      const port = await freePort()
      const server = run(`${folder}/server.js`, port, SECRET)
      await server.says(/listening/i)

      const sent = run('docs/quick-start-express/send.js', port, SECRET)
      expect(await sent.ended).toBe('200 {"outcome":"processed"}\n')
      const forged = run('docs/quick-start-express/send.js', port, 'a guess')
      expect(await forged.ended).toMatch(/^401 .*"unauthenticated"/)

      server.process.kill('SIGTERM')
      expect(await server.ended).toContain('ready: https://res.jogg.ai/video.mp4')
      expect(server.process.exitCode).toBe(0)
    })
  },
)

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
      'docs/quick-start-next/route.js',
    )
    const delivery = await joggDelivery('generated_avatar_video_success', { secret: SECRET })
    expect((await route.POST(new Request(delivery.url, delivery))).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith('ready:', 'https://res.jogg.ai/video.mp4')
  })

  test('mounts in Hono', async () => {
    const hono: { default: { fetch(request: Request): Response | Promise<Response> } } = await sample(
      'docs/quick-start-other/hono.js',
    )
    const delivery = await joggDelivery('generated_avatar_video_success', { secret: SECRET })
    expect((await hono.default.fetch(new Request(delivery.url, delivery))).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith('ready:', 'https://res.jogg.ai/video.mp4')
  })
})

const sample = (file: string) => import(join(runFolder, file))

interface Run {
  readonly process: ChildProcessByStdio<null, Readable, Readable>
  /** Resolves once the output has it. */
  says(pattern: RegExp): Promise<void>
  /** The whole output, once the process has ended. */
  readonly ended: Promise<string>
}

function run(file: string, port: number, secret: string): Run {
  const child = spawn(process.execPath, [join(runFolder, file)], {
    env: { ...process.env, PORT: String(port), JOGG_WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const ended = once(child, 'close').then(() => output)
  return {
    process: child,
    async says(pattern) {
      while (!pattern.test(output)) {
        if (child.exitCode !== null) throw new Error(`${file} ended before it said ${pattern}: ${complaints}`)
        await Promise.race([once(child.stdout, 'data'), ended])
      }
    },
    ended,
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
