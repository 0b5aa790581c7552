import { writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { hooxWebhook, joggWebhook } from '@vidhook/express'
import { describe, expect, test } from 'vitest'
import { closedPort, serve } from './serve.js'
import { ended, says, start, temporaryFolder, vidhook } from './vidhook.js'

const secret = 'whsec_of_the_tests'
const callbackSecret = 'callback secret of the tests'
const env = { JOGG_WEBHOOK_SECRET: secret, HOOX_CALLBACK_SECRET: callbackSecret }

describe('vidhook send', () => {
  test("sends JoggAI's event, signed, and shows how the receiver answered", async () => {
    const { url, events } = await receiver()
    const run = await vidhook(
      ['send', 'jogg', 'generated_avatar_video_success', '--to', url.jogg, '--set', 'data.video_id=v1'],
      { env },
    )
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain(`POST ${url.jogg}\n`)
    expect(run.stdout).toMatch(/^200 processed +[\d.]+ m?s$/m)
    expect(events).toMatchObject([
      { event: 'generated_avatar_video_success', data: { video_id: 'v1', duration: 30 } },
    ])
  })

  test('sends what was seen to arrive, and with --sample other the form of the guide; the handler finds one id', async () => {
    const { url, events } = await receiver()
    const args = ['send', 'jogg', 'generated_avatar_video_success', '--to', url.jogg]
    expect(await vidhook(args, { env })).toMatchObject({ code: 0, stderr: '' })
    expect(await vidhook([...args, '--sample', 'other'], { env })).toMatchObject({ code: 0, stderr: '' })
    expect(events).toMatchObject([
      { data: { project_id: 'p_123456', video_id: 'p_123456' } },
      { data: { video_id: 'video_123456', status: 'completed' } },
    ])
    expect(events[0]).not.toHaveProperty('data.status')
    expect(events[1]).not.toHaveProperty('data.project_id')
  })

  test('says so where only one form is known', async () => {
    const { url } = await receiver()
    const args = ['send', 'jogg', 'generated_image_success', '--to', url.jogg, '--sample', 'other']
    const run = await vidhook(args, { env })
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('200 processed') })
    expect(run.stderr).toBe('Only one form of generated_image_success is known: that one is sent.\n')
  })

  test("sends Hoox's assets", async () => {
    const { url, events } = await receiver()
    const args = ['send', 'hoox', 'asset_generation.completed', '--to', url.hoox, '--set', 'asset_id=a1']
    const run = await vidhook(args, { env })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('asset_generation.completed · asset_generation:a1:completed · ')
    expect(events).toMatchObject([{ task: 'asset_generation', asset_id: 'a1', result: { width: 1920 } }])
  })

  test('names a file of Hoox that has no task as a receiver does', async () => {
    const { url, events } = await receiver()
    const stdin = '{"job_id":"run_1","status":"completed","result":{"video_id":"video_1"}}'
    const run = await vidhook(['send', 'hoox', '--from', '-', '--to', url.hoox], { env, stdin })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('video_generate.completed · video_generate:run_1:completed · ')
    expect(events).toMatchObject([{ task: 'video_generate', job_id: 'run_1' }])
  })

  test("sends Hoox's event to a URL that it signs, and does not show the proof", async () => {
    const { url, events, contexts } = await receiver()
    const run = await vidhook(
      [
        'send',
        'hoox',
        'video_export.failed',
        '--to',
        url.hoox,
        '--set',
        'job_id=run_1',
        '--context',
        '{"userId":"u_42"}',
      ],
      { env },
    )
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain(`POST ${url.hoox}?vidhook=…\n`)
    expect(events).toMatchObject([{ task: 'video_export', status: 'failed', job_id: 'run_1' }])
    expect(contexts).toEqual([{ userId: 'u_42' }])
  })

  test('finds the secret in .env, and prefers the option', async () => {
    const { url } = await receiver()
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, '.env'), `JOGG_WEBHOOK_SECRET=${secret}\n`)
    const args = ['send', 'jogg', 'generated_image_success', '--to', url.jogg]
    expect((await vidhook(args, { cwd })).code).toBe(0)
    expect((await vidhook([...args, '--secret', 'whsec_other'], { cwd })).code).toBe(1)
  })

  test('without a secret it says where to put one', async () => {
    const run = await vidhook(['send', 'jogg', 'generated_image_success', '--to', 'http://localhost/'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('give --secret, or set JOGG_WEBHOOK_SECRET')
  })

  test('a refused signature is exit code 1, with what to do about it', async () => {
    const { url, events } = await receiver()
    const run = await vidhook([
      'send',
      'jogg',
      'generated_image_success',
      '--to',
      url.jogg,
      '--secret',
      'whsec_other',
    ])
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('401 rejected (unauthenticated)')
    expect(run.stdout).toContain('does it use the same secret?')
    expect(events).toEqual([])
  })

  test('sends a name that is not known if that was said, and warns of a URL that nobody signed', async () => {
    const { url } = await receiver()
    const args = ['send', 'jogg', 'generated_imag_success', '--unknown', '--to', url.jogg]
    const jogg = await vidhook(args, { env })
    expect(jogg).toMatchObject({ code: 0, stdout: expect.stringContaining('200 unrecognized'), stderr: '' })
    const hoox = await vidhook(['send', 'hoox', 'video_export.failed', '--to', url.hoox])
    expect(hoox).toMatchObject({ code: 1, stderr: expect.stringContaining('The URL is not signed') })
  })

  test('sends a file byte for byte, and signs those bytes', async () => {
    const { url, requests } = await recorder()
    const cwd = temporaryFolder()
    const file =
      '{ "event_id": "evt_1", "event": "generated_image_success",\n  "timestamp": 1, "data": {"é": "\\u00e9"} }\n'
    writeFileSync(join(cwd, 'event.json'), file)
    expect((await vidhook(['send', 'jogg', '--from', 'event.json', '--to', url], { env, cwd })).code).toBe(0)
    expect((await vidhook(['send', 'jogg', '--from', '-', '--to', url], { env, stdin: file })).code).toBe(0)
    expect(requests.map(({ body }) => body)).toEqual([file, file])
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'JoggAI-Webhook/2.0',
      'x-webhook-event': 'generated_image_success',
    })
    const { url: real, events } = await receiver()
    await vidhook(['send', 'jogg', '--from', '-', '--to', real.jogg], { env, stdin: file })
    expect(events).toMatchObject([{ event_id: 'evt_1' }])
  })

  test('puts --set over a file, and signs what came of it', async () => {
    const { url, events } = await receiver()
    const stdin = '{"event_id":"evt_1","event":"generated_image_success","timestamp":1,"data":{}}'
    const args = [
      'send',
      'jogg',
      '--from',
      '-',
      '--to',
      url.jogg,
      '--set',
      'event_id=evt_2',
      '--set',
      'data.image_id=7',
    ]
    expect((await vidhook(args, { env, stdin })).code).toBe(0)
    expect(events).toMatchObject([{ event_id: 'evt_2', data: { image_id: 7 } }])
  })

  test.each([
    ['a file that is not there', ['jogg', '--from', 'none.json', '--to', 'http://localhost/'], 'none.json'],
    ['nothing to send', ['jogg', '--to', 'http://localhost/'], 'give the name of an event'],
    [
      'a file of another event',
      ['jogg', 'generated_image_failed', '--from', '-', '--to', 'http://localhost/'],
      'generated_image_success, not generated_image_failed',
    ],
    [
      'a form of the sample, and a file',
      ['jogg', '--from', '-', '--sample', 'other', '--to', 'http://localhost/'],
      "'--sample <form>' cannot be used with option '--from <file>'",
    ],
    [
      'a Hoox name without its status',
      ['hoox', 'video_export', '--to', 'http://localhost/'],
      'Did you mean video_export.completed or video_export.failed?',
    ],
    [
      'a name that no header can carry',
      ['jogg', '视频', '--unknown', '--to', 'http://localhost/'],
      'cannot carry "视频"',
    ],
    ['no whole URL', ['jogg', 'generated_image_success', '--to', 'localhost:3000'], '--to needs a whole URL'],
    [
      'a password in the URL',
      ['jogg', 'generated_image_success', '--to', 'http://u:p@localhost/'],
      'cannot carry a user name',
    ],
    [
      'a count of nothing',
      ['jogg', 'generated_image_success', '--to', 'http://localhost/', '--count', '0'],
      'at least 1',
    ],
    ['no --to and no earlier one', ['jogg', 'generated_image_success'], 'To which URL? Give --to'],
  ])('refuses %s with exit code 2, and says what is wrong', async (_what, args, message) => {
    const stdin = '{"event":"generated_image_success"}'
    const run = await vidhook(['send', ...args], { env, stdin })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(message)
    expect(run.stderr).not.toMatch(/\n\s+at /)
  })

  test('an endpoint that is not there is exit code 2', async () => {
    const port = await closedPort()
    const run = await vidhook(
      ['send', 'jogg', 'generated_image_success', '--to', `http://127.0.0.1:${port}/`],
      { env },
    )
    expect(run.code).toBe(2)
    expect(run.stdout).toContain('not reached (ECONNREFUSED)')
    expect(run.stdout).toContain(`Nothing listens at 127.0.0.1:${port}.`)
  })

  test("a hostile answer cannot touch the user's terminal", async () => {
    const url = await serve((_request, response) =>
      response.writeHead(418).end('\u001b]0;owned\u0007\u001b[2Jgone'),
    )
    const run = await vidhook(['send', 'jogg', 'generated_image_success', '--to', url], { env })
    expect(run).toMatchObject({ code: 1, stderr: '' })
    expect(run.stdout).toContain('\\u001b[2Jgone')
    expect(run.stdout).not.toContain('\u001b')
  })

  test('a refused form is said to be one', async () => {
    const { url } = await recorder(() => 422)
    const run = await vidhook(['send', 'jogg', 'generated_video_success', '--to', url], { env })
    expect(run).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('a field that only the guide shows'),
    })
  })

  test('a redirect is not followed: no provider is known to', async () => {
    const { url, requests } = await recorder()
    const redirecting = await serve((_request, response) => response.writeHead(307, { location: url }).end())
    const run = await vidhook(['send', 'jogg', 'generated_image_success', '--to', redirecting], { env })
    expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining('A redirect does not acknowledge') })
    expect(requests).toEqual([])
  })

  test('an answer that repeats the signed URL is shown without its token', async () => {
    const url = await serve((request, response) =>
      response.writeHead(307, { location: `${request.url}/` }).end(`Redirecting to ${request.url}`),
    )
    const run = await vidhook(['send', 'hoox', 'video_export.completed', '--to', `${url}/hook`], { env })
    expect(run.stdout).toContain('answered: Redirecting to /hook?vidhook=…\n')
    expect(run.stdout).not.toMatch(/vidhook=[^…]/)
  })

  test('--json gives every fact to a script, and no secret', async () => {
    const { url } = await receiver()
    const args = [
      'send',
      'hoox',
      'avatar_edit.completed',
      '--to',
      url.hoox,
      '--set',
      'avatar_id=a',
      '--set',
      'look_id=l',
    ]
    const run = await vidhook([...args, '--json'], { env })
    expect(JSON.parse(run.stdout)).toEqual({
      provider: 'hoox',
      event: 'avatar_edit.completed',
      identity: 'avatar_edit:a:l:completed',
      url: `${url.hoox}?vidhook=…`,
      acknowledged: true,
      attempts: [
        { number: 1, result: 'answered', status: 200, outcome: 'processed', durationMs: expect.any(Number) },
      ],
    })
    expect(run.stderr).toBe('')
  })
})

describe('vidhook send --retry', () => {
  test("keeps Hoox's schedule: after 1 s, after 2 s more, with the same bytes", async () => {
    const arrivals: number[] = []
    const { url, requests } = await recorder((count) => {
      arrivals.push(Date.now())
      return count < 3 ? 503 : 200
    })
    const run = await vidhook(['send', 'hoox', 'video_export.completed', '--to', url, '--retry'], { env })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toMatch(/^1 {2}503 .*next try in 1 s\n2 {2}503 .*next try in 2 s\n3 {2}200 [^\n]*$/m)
    const [first = 0, second = 0, third = 0] = arrivals
    expect(second - first).toBeGreaterThanOrEqual(1_000)
    expect(third - second).toBeGreaterThanOrEqual(2_000)
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1)
  })

  test('gives up on an answer after the 5 s that JoggAI waits', async () => {
    const url = await serve((request) => void request.resume())
    const run = await vidhook(['send', 'jogg', 'generated_image_success', '--to', url], { env })
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('no answer within 5 s')
    expect(run.stdout).toContain('JoggAI does not wait any longer')
  })

  test("says that JoggAI's schedule is our choice, and ends at once when it is interrupted", async () => {
    const { url } = await recorder(() => 503)
    const child = start(['send', 'jogg', 'generated_image_success', '--to', url, '--retry'], { env })
    const run = ended(child)
    await says(child, 'next try in 1 s')
    child.kill('SIGINT')
    expect(await run).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('these times are our choice'),
    })
  })
})

describe('vidhook send --count', () => {
  test('sends so many different events, so many at a time, and sums up', async () => {
    let together = 0
    let most = 0
    const seen = new Set<string>()
    const jogg = joggWebhook(secret, {
      log: false,
      on: {
        generated_image_success: async ({ event_id }) => {
          seen.add(event_id)
          most = Math.max(most, ++together)
          await new Promise((resolve) => setTimeout(resolve, 20))
          together--
        },
      },
    })
    const url = await serve(jogg)
    const args = ['send', 'jogg', 'generated_image_success', '--to', `${url}/webhooks/jogg`]
    const run = await vidhook([...args, '--count', '60', '--concurrency', '6'], { env })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(seen.size).toBe(60)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(6)
    expect(run.stdout).toContain('60 × generated_image_success, 6 at a time\n')
    expect(run.stdout).toContain('     60  200 processed\n')
    expect(run.stdout).toMatch(/latency {2}min .+ median .+ p95 .+ p99 .+ max /)
    expect(run.stdout).toContain('60 of 60 acknowledged\n')
  })

  test('counts what was not acknowledged, and exits with 1', async () => {
    const { url } = await recorder((count) => (count % 2 === 0 ? 500 : 200))
    const args = ['send', 'jogg', 'generated_image_success', '--to', url, '--count', '10', '--json']
    const run = await vidhook(args, { env })
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({
      deliveries: 10,
      acknowledged: 5,
      tries: 10,
      answers: { 200: 5, 500: 5 },
      latencyMs: { min: expect.any(Number), median: expect.any(Number), max: expect.any(Number) },
    })
  })

  test('shows what it knows when it is interrupted', async () => {
    const { url, requests } = await recorder()
    const args = ['send', 'jogg', 'generated_image_success', '--to', url, '--count', '1000000']
    const child = start(args, { env })
    const run = ended(child)
    await expect.poll(() => requests.length, { timeout: 20_000 }).toBeGreaterThan(20)
    child.kill('SIGINT')
    expect(await run).toMatchObject({
      code: 130,
      stdout: expect.stringMatching(/\d+ × generated_image_success/),
      stderr: expect.stringContaining('of 1000000 were finished'),
    })
  })
})

/** A vidhook receiver of both providers, and what its handlers were given. */
async function receiver() {
  const events: unknown[] = []
  const contexts: unknown[] = []
  const on = {
    '*': (event: unknown, context: { callback?: unknown }) => {
      events.push(event)
      contexts.push(context.callback)
    },
  }
  const jogg = joggWebhook(secret, { log: false, on, onUnrecognized: () => {} })
  const hoox = hooxWebhook({ callbackSecret, log: false, on })
  const url = await serve((request, response) => jogg(request, response, () => hoox(request, response)))
  return { url: { jogg: `${url}/webhooks/jogg`, hoox: `${url}/webhooks/hoox` }, events, contexts }
}

/** A hand-written endpoint that keeps what it got. Answers by how many there were, this one included. */
async function recorder(answer: (count: number) => number = () => 200) {
  const requests: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
  const url = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(answer(requests.length)).end()
  })
  return { url, requests }
}
