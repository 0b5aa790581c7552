import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BullmqInbox, bullmqInbox } from '@vidhook/bullmq'
import { joggDelivery } from '@vidhook/core/testing'
import { type App, startApp } from '@vidhook/example-demo/app-process'
import { canStartRedis, type PrivateRedis, startRedis } from '@vidhook/test-servers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { parse } from 'yaml'

const directory = fileURLToPath(new URL('..', import.meta.url))
const secret = 'whsec_test'
const video = Buffer.from('a video')

describe.runIf(await canStartRedis())('web and worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidhook-inbox-'))
  let redis: PrivateRedis
  let inbox: BullmqInbox
  let web: App
  let worker: Worker

  beforeAll(async () => {
    redis = await startRedis({ args: settingsOfCompose() })
    inbox = bullmqInbox({ connection: { url: redis.url }, log: false })
    const env = { REDIS_URL: redis.url, JOGG_WEBHOOK_SECRET: secret, VIDEOS_FOLDER: folder }
    web = await startApp({ name: 'web', directory, args: ['dist/web.js'] }, { env })
    worker = await startWorker(env)
    // The web process listens before it has connected.
    const sendFailed = () => send({ video_id: 'v0' }, 'generated_avatar_video_failed')
    await vi.waitFor(async () => expect(await sendFailed()).not.toMatchObject({ outcome: 'unavailable' }), {
      timeout: 20_000,
    })
  })
  afterAll(async () => {
    await inbox?.close()
    worker?.process.kill('SIGKILL')
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const send = async (
    data: { readonly video_id: string; readonly video_url?: string },
    event = 'generated_avatar_video_success',
  ) => {
    const url = `${web.url}/webhooks/jogg`
    const delivery = await joggDelivery(event, {
      secret,
      url,
      event_id: `evt_${data.video_id}`,
      data,
    })
    return (await fetch(url, delivery)).json()
  }

  test('Redis has the settings that an inbox needs', async () => {
    expect(await inbox.health()).toMatchObject({ ok: true, problems: [] })
  })

  test('an event is answered before its video is there, and once: the worker downloads it', async () => {
    const { url, release } = await serveVideos()
    const data = { video_id: 'v1', video_url: `${url}/v1.mp4` }
    expect(await send(data)).toEqual({ outcome: 'queued' })
    expect(await send(data)).toEqual({ outcome: 'duplicate' })
    release()
    await expect.poll(() => downloaded(folder, 'v1'), { timeout: 10_000 }).toEqual(video)
  })

  test('a video that is gone is given up, and the worker says how to look at it', async () => {
    const { url } = await serveVideos()
    await send({ video_id: 'v2', video_url: `${url}/gone.mp4` })
    await expect
      .poll(() => inbox.list({ state: 'dead' }), { timeout: 10_000 })
      .toMatchObject([{ identity: 'evt_v2', attempts: 1, error: `${url}/gone.mp4 is gone.` }])
    const [{ id = '' } = {}] = await inbox.list({ state: 'dead' })
    await expect.poll(() => worker.output()).toContain(`npx vidhook inbox show ${id}`)
  })

  test('both end by themselves at SIGTERM, the worker once its download is there', async () => {
    const { url, release, isAsked } = await serveVideos()
    await send({ video_id: 'v3', video_url: `${url}/v3.mp4` })
    await isAsked
    expect(await web.stop()).toEqual({ code: 0, signal: null })
    worker.process.kill('SIGTERM')
    release()
    expect(await worker.exit).toEqual([0, null])
    expect(downloaded(folder, 'v3')).toEqual(video)
  })
})

/** What compose.yaml gives to redis-server. */
function settingsOfCompose(): readonly string[] {
  const { services } = parse(readFileSync(join(directory, 'compose.yaml'), 'utf8'))
  const [program, ...args] = services.redis.command
  expect(program).toBe('redis-server')
  return args
}

interface Worker {
  readonly process: ChildProcess
  readonly exit: Promise<unknown[]>
  output(): string
}

async function startWorker(env: Readonly<Record<string, string>>): Promise<Worker> {
  const child = spawn(process.execPath, ['dist/worker.js'], {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  let output = ''
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`
      if (line.includes('The worker takes events.')) resolve()
    })
    exit.then(() => reject(new Error(`The worker ended: ${output}`)))
  })
  return { process: child, exit, output: () => output }
}

/** A server whose videos come once they are released. `gone.mp4` is not there. */
async function serveVideos() {
  let release = () => {}
  let ask = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const isAsked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const server = createServer(async (request, response) => {
    ask()
    if (request.url === '/gone.mp4') return response.writeHead(404).end()
    await released
    response.end(video)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    release()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return { url: `http://127.0.0.1:${address.port}`, release, isAsked }
}

function downloaded(folder: string, id: string): Buffer | undefined {
  try {
    return readFileSync(join(folder, `${id}.mp4`))
  } catch {
    return undefined
  }
}
