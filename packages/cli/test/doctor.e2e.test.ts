import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { doctor } from './doctor-run.js'
import { closedPort, serve } from './serve.js'
import { ended, start, temporaryFolder, vidhook } from './vidhook.js'

const secret = 'whsec_of_these_tests'
const env = { JOGG_WEBHOOK_SECRET: secret }
const jogg = ['--provider', 'jogg', '--patience', '1']

describe('vidhook doctor', () => {
  test('prints what passed, and of what failed all there is to know', async () => {
    const run = await vidhook(['doctor', await serve(careless), ...jogg], { env })
    expect(run).toMatchObject({ code: 1, stderr: '' })
    expect(run.stdout).toContain('✓ A genuine delivery is acknowledged')
    expect(run.stdout).toContain('✗ GET is refused (important)')
    expect(run.stdout).toMatch(/found +Answered 200 OK in \d+ ms: thanks/)
    expect(run.stdout).toContain('to fix  Accept only POST.')
    expect(run.stdout).toContain('docs/doctor-probes.md#get')
    expect(run.stdout).toMatch(/\d+ passed, \d+ failed, 2 skipped\./)
    expect(run.stdout).not.toContain(secret)
    expect(run.stdout).not.toContain('\u001b')
  })

  test('names the ids to look for, and they are the ones that were sent', async () => {
    const bodies: string[] = []
    const url = await serve(async (request, response) => {
      bodies.push((await buffer(request).catch(() => Buffer.of())).toString())
      response.end()
    })
    const run = await vidhook(['doctor', url, ...jogg], { env })
    const [id = 'nothing'] = /vidhook_doctor_\w+_duplicate_1/.exec(run.stdout) ?? []
    expect(bodies.filter((body) => body.includes(`"evt_${id}"`))).toHaveLength(3)
  })

  test('sends the event that is asked for', async () => {
    const names = new Set<unknown>()
    const url = await serve(async (request, response) => {
      names.add(request.headers['x-webhook-event'])
      await buffer(request).catch(() => undefined)
      response.end()
    })
    await doctor([url, ...jogg, '--event', 'generated_script_failed'], { env })
    expect(names).toContain('generated_script_failed')
    expect(names).not.toContain('generated_avatar_video_success')
  })

  test('writes the report as a page', async () => {
    const cwd = temporaryFolder()
    const run = await vidhook(['doctor', await serve(careless), ...jogg, '--report', 'report.html'], {
      env,
      cwd,
    })
    expect(run).toMatchObject({ code: 1, stderr: 'The report is in report.html.\n' })
    const page = readFileSync(join(cwd, 'report.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain('Accept only POST.')
    expect(page).not.toContain(secret)
    // Nothing is loaded from anywhere.
    expect(page).not.toMatch(/ src=|<link|@import|url\(/)
  })

  test('with --json, stdout is one line of JSON', async () => {
    const run = await doctor([await serve(careless), ...jogg], { env })
    expect(run.stdout.trimEnd()).not.toContain('\n')
    expect(run.json).toMatchObject({ ok: false, provider: 'jogg', event: 'generated_avatar_video_success' })
    expect(run.json.probes.find(({ id }) => id === 'get')).toMatchObject({
      verdict: 'failed',
      severity: 'important',
      link: expect.stringMatching(/#get$/),
    })
  })

  test('advice alone does not make it fail', async () => {
    const run = await doctor([await serve(allButAdvice), '--provider', 'jogg'], { env })
    expect(run.json.probes.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)).toEqual([
      'event-header-contradicts',
    ])
    expect(run.code).toBe(0)
  })

  test('says that nobody listens, and exits with 2', async () => {
    const run = await vidhook(['doctor', `http://127.0.0.1:${await closedPort()}/hook?token=mine`, ...jogg], {
      env,
    })
    expect(run).toMatchObject({ code: 2, stdout: expect.not.stringContaining('✗') })
    expect(run.stderr).toMatch(
      /^vidhook: http:\/\/127\.0\.0\.1:\d+\/hook\?… cannot be reached: ECONNREFUSED\./,
    )
  })

  test('does not touch the server of somebody else without being told to', async () => {
    const run = await vidhook(['doctor', 'https://example.com/webhooks/jogg', ...jogg], { env })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('Is this your server')
    expect(run.stderr).toContain('--yes')
  })

  test.each([
    { args: ['http://localhost:1'], says: "required option '--provider <provider>'" },
    { args: ['http://localhost:1', '--provider', 'stripe'], says: 'Allowed choices are jogg, hoox' },
    { args: ['http://localhost:1', '--provider', 'jogg'], says: 'JOGG_WEBHOOK_SECRET' },
    { args: ['localhost:3000', '--provider', 'hoox'], says: 'needs a whole URL' },
    {
      args: ['http://localhost:1', '--provider', 'hoox', '--event', 'video_export.complete'],
      says: 'Did you mean video_export.completed?',
    },
    { args: ['http://localhost:1', '--provider', 'hoox', '--patience', 'long'], says: 'from 1 to 600' },
    {
      args: ['http://localhost:1', '--provider', 'hoox', '--report', 'no/such/folder/report.html'],
      says: 'no/such/folder does not exist.',
    },
    {
      args: ['http://localhost:1', '--provider', 'hoox', '--secret', 'one', '--rotated-secret', 'one'],
      says: 'the same as the secret',
    },
  ])('used wrongly, it says how: $says', async ({ args, says }) => {
    const run = await vidhook(['doctor', ...args])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(says)
  })

  test('its help warns that handlers run for real, and tells the exit codes', async () => {
    const run = await vidhook(['doctor', '--help'])
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('your handlers run')
    expect(run.stdout).toContain('Exit codes: 0')
    expect(run.stdout).toContain('Examples:')
  })

  test('an interruption ends it with 130', async () => {
    let interrupt = () => {}
    const url = await serve(() => interrupt())
    const child = start(['doctor', url, ...jogg], { env })
    interrupt = () => void child.kill('SIGINT')
    expect(await ended(child)).toMatchObject({ code: 130, stderr: '' })
  })
})

/** Verifies, and does nothing else that it should. */
const careless: RequestListener = async (request, response) => {
  const body = await buffer(request).catch(() => undefined)
  if (!body) return
  if (request.method === 'GET') return void response.end('thanks')
  response.writeHead(signatureFits(request.headers, body) ? 200 : 401).end('thanks')
}

/** As good as can be without a look at X-Webhook-Event. */
const allButAdvice: RequestListener = async (request, response) => {
  const refuse = (status: number) => void response.writeHead(status, { connection: 'close' }).end()
  if (request.method !== 'POST') return refuse(405)
  if (request.headers['content-encoding']) return refuse(415)
  if (Number(request.headers['content-length'] ?? 0) > 1_000_000) return refuse(413)
  const timer = setTimeout(() => refuse(408), 2_000)
  const body = await buffer(request).catch(() => undefined)
  clearTimeout(timer)
  if (!body) return
  if (!signatureFits(request.headers, body)) return refuse(401)
  try {
    JSON.parse(body.toString())
    response.end()
  } catch {
    refuse(400)
  }
}

function signatureFits(headers: NodeJS.Dict<string | string[]>, body: Buffer): boolean {
  return headers['x-webhook-signature'] === createHmac('sha256', secret).update(body).digest('hex')
}
