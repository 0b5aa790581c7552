import { describe, expect, test, vi } from 'vitest'
import { hoox, type Identification, type JsonValue, signCallbackUrl } from '../../index.js'
import { deliveryHeaders } from '../../request/headers.js'
import { hooxDelivery, joggDelivery } from '../../testing/index.js'
import { recordingLog, testReceiver } from '../../testing/test-receiver.js'

const CALLBACK = 'callback-secret'

/** A delivery with exactly this body. */
const bodyDelivery = (body: unknown) => hooxDelivery('any.thing', { body: JSON.stringify(body) })

/** The identity that a body gets. */
async function identityOf(body: unknown): Promise<string | undefined> {
  const { receiver, reports } = testReceiver(hoox())
  await receiver.receive(await bodyDelivery(body))
  return reports[0]?.identity
}

describe('the headers', () => {
  test.each<[string, Record<string, string>, string]>([
    ['X-Hoox-Webhook is not true', { 'x-hoox-webhook': 'false' }, 'hoox_header_missing'],
    ['X-Hoox-Webhook is repeated', { 'x-hoox-webhook': 'true, true' }, 'hoox_header_missing'],
    ['the user agent is another', { 'user-agent': 'curl/8.0' }, 'hoox_user_agent_missing'],
    ['the user agent is empty', { 'user-agent': '' }, 'hoox_user_agent_missing'],
  ])('are refused with 401 if %s', async (_, headers, reason) => {
    const { receiver, reports } = testReceiver(hoox())
    const outcome = await receiver.receive(await hooxDelivery('video_export.failed', { headers }))
    expect(outcome).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(reports[0]?.reason).toBe(reason)
  })

  test('are refused if both are missing', async () => {
    const { receiver } = testReceiver(hoox())
    const delivery = await hooxDelivery('video_export.failed')
    const headers = { 'content-type': 'application/json' }
    expect((await receiver.receive({ ...delivery, headers })).status).toBe(401)
  })

  test('are refused without any user agent', async () => {
    const { receiver, reports } = testReceiver(hoox())
    const delivery = await hooxDelivery('video_export.failed')
    const { 'user-agent': _, ...headers } = delivery.headers
    expect((await receiver.receive({ ...delivery, headers })).status).toBe(401)
    expect(reports[0]?.reason).toBe('hoox_user_agent_missing')
  })

  test('may name a later version of Hoox', async () => {
    const { receiver } = testReceiver(hoox(), { on: { video_export: () => {} } })
    const headers = { 'user-agent': 'Mozilla/5.0 (compatible; Hoox-API/2.1)' }
    expect((await receiver.receive(await hooxDelivery('video_export.failed', { headers }))).kind).toBe(
      'processed',
    )
  })

  test('of a JoggAI delivery cause a hint in the log, and none in the answer', async () => {
    const { receiver, log } = testReceiver(hoox())
    const outcome = await receiver.receive(await joggDelivery('generated_script_failed', { secret: 's' }))
    expect(outcome.status).toBe(401)
    expect(outcome.body).not.toContain('ogg')
    expect(log.messages('warn').join()).toContain('mount joggWebhook() at the URL that JoggAI posts to')
  })
})

describe('callbackSecret', () => {
  test('requires a URL signed with it', async () => {
    const { receiver, reports } = testReceiver(hoox({ callbackSecret: CALLBACK }), {
      on: { video_export: () => {} },
    })
    const signed = await hooxDelivery('video_export.failed', { callbackSecret: CALLBACK })
    const unsigned = await hooxDelivery('video_export.failed')
    const otherwise = await hooxDelivery('video_export.failed', { callbackSecret: 'another' })
    expect((await receiver.receive(signed)).kind).toBe('processed')
    expect((await receiver.receive(unsigned)).status).toBe(401)
    expect((await receiver.receive(otherwise)).status).toBe(401)
    expect(reports.map((report) => report.reason)).toEqual([
      undefined,
      'callback_missing',
      'callback_mismatch',
    ])
  })

  test('does not replace the header check', async () => {
    const { receiver } = testReceiver(hoox({ callbackSecret: CALLBACK }))
    const headers = { 'user-agent': 'curl/8.0' }
    const delivery = await hooxDelivery('video_export.failed', { callbackSecret: CALLBACK, headers })
    expect((await receiver.receive(delivery)).status).toBe(401)
  })

  test('may be a list, any one of which matches', async () => {
    const { receiver } = testReceiver(hoox({ callbackSecret: ['new', CALLBACK] }), {
      on: { video_export: () => {} },
    })
    const delivery = await hooxDelivery('video_export.failed', { callbackSecret: CALLBACK })
    expect((await receiver.receive(delivery)).kind).toBe('processed')
  })

  test.each([undefined, '', [], () => undefined])(
    'that is given but %j is misconfigured, whatever is sent, and never a way in',
    async (callbackSecret) => {
      const { receiver } = testReceiver(hoox({ callbackSecret }), { on: { '*': () => {} } })
      const deliveries = [
        await hooxDelivery('video_export.failed'),
        await hooxDelivery('video_export.failed', { callbackSecret: CALLBACK }),
        await hooxDelivery('video_export.failed', { headers: { 'x-hoox-webhook': 'no' } }),
      ]
      for (const delivery of deliveries) {
        expect(await receiver.receive(delivery)).toMatchObject({ status: 500, code: 'secret_missing' })
      }
    },
  )

  test("passes the URL's context to the handler", async () => {
    const handler = vi.fn()
    const { receiver } = testReceiver(hoox({ callbackSecret: CALLBACK }), { on: { video_export: handler } })
    const context = { userId: 'u_42' }
    await receiver.receive(await hooxDelivery('video_export.failed', { callbackSecret: CALLBACK, context }))
    expect(handler.mock.calls[0]?.[1].callback).toEqual({ userId: 'u_42' })
  })

  test('does not accept an expired URL', async () => {
    const url = await signCallbackUrl('https://example.com/webhooks/hoox', {
      secret: CALLBACK,
      expiresAt: Date.now() + 60_000,
    })
    const { receiver, reports } = testReceiver(hoox({ callbackSecret: CALLBACK }))
    const delivery = { ...(await hooxDelivery('video_export.failed')), url }
    expect((await receiver.receive(delivery)).status).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 })
    expect((await receiver.receive(delivery)).status).toBe(401)
    vi.useRealTimers()
    expect(reports[1]?.reason).toBe('callback_expired')
  })

  test('causes one warning if it is missing, when the receiver is made', async () => {
    const log = recordingLog()
    const { receiver } = testReceiver(hoox(), { log })
    await receiver.receive(await hooxDelivery('video_export.failed'))
    await receiver.receive(await hooxDelivery('video_export.failed'))
    const warnings = log.lines.filter((line) => line.fields.code === 'callback_secret_missing')
    expect(warnings).toMatchObject([
      {
        level: 'warn',
        message: expect.stringMatching(
          /can forge a delivery\. Set callbackSecret.*#callback_secret_missing$/,
        ),
      },
    ])
  })

  test('causes no warning if it is given', () => {
    const { log } = testReceiver(hoox({ callbackSecret: CALLBACK }))
    expect(log.messages('warn')).toEqual([])
  })
})

test('Hoox waits for 10 s, its events are leased for 1.5 s and remembered for 10 minutes', () => {
  expect(hoox()).toMatchObject({ name: 'hoox', timeoutMs: 10_000, leaseMs: 1_500, retentionMs: 600_000 })
})

describe('the identity', () => {
  const look = { avatar_id: 'a', look_id: 'l', error: { code: 'E' } }

  test('of a video is its task, job and status', async () => {
    const body = { task: 'video_export', job_id: 'run_1', status: 'completed', result: {} }
    expect(await identityOf(body)).toBe('video_export:run_1:completed')
  })

  test('of a look is its task, avatar, look and status', async () => {
    const body = { ...look, task: 'avatar_create', status: 'failed' }
    expect(await identityOf(body)).toBe('avatar_create:a:l:failed')
  })

  test('differs between an edit and a creation, and between a failure and a success', async () => {
    const bodies = ['avatar_create', 'avatar_edit'].flatMap((task) =>
      ['completed', 'failed'].map((status) => ({ ...look, task, status })),
    )
    const identities = await Promise.all(bodies.map(identityOf))
    expect(new Set(identities).size).toBe(4)
  })

  test('of an asset is its task, asset and status', async () => {
    const body = { task: 'asset_generation', asset_id: 'asset_1', status: 'failed', error: {} }
    expect(await identityOf(body)).toBe('asset_generation:asset_1:failed')
  })

  test('contains a hash of the signed URL, so that a delivery to one URL makes no event of another a duplicate', async () => {
    const { receiver, reports } = testReceiver(hoox({ callbackSecret: CALLBACK }), {
      on: { video_export: () => {} },
    })
    const event = { job_id: 'run_1' }
    const kinds = []
    for (const context of [{ job: 'mine' }, { job: 'yours' }, { job: 'mine' }]) {
      const delivery = await hooxDelivery('video_export.completed', {
        callbackSecret: CALLBACK,
        context,
        event,
      })
      kinds.push((await receiver.receive(delivery)).kind)
    }
    expect(kinds).toEqual(['processed', 'processed', 'duplicate'])
    expect(reports[0]?.identity).toMatch(/^video_export:run_1:completed@[0-9a-f]{32}$/)
  })

  test.each([
    [
      { avatar_id: 'a:b', look_id: 'c' },
      { avatar_id: 'a', look_id: 'b:c' },
    ],
    [
      { avatar_id: 'a%3Ab', look_id: 'c' },
      { avatar_id: 'a:b', look_id: 'c' },
    ],
    [
      { avatar_id: '', look_id: 'a' },
      { avatar_id: 'a', look_id: '' },
    ],
  ])('of %j is not that of %j', async (one, other) => {
    const rest = { task: 'avatar_edit', status: 'failed', error: { code: 'E' } }
    expect(await identityOf({ ...rest, ...one })).not.toBe(await identityOf({ ...rest, ...other }))
  })

  test('is not made of a number that has lost digits in parsing', async () => {
    const { receiver, reports } = testReceiver(hoox(), { on: { avatar_edit: () => {} } })
    const outcomes = await Promise.all(
      ['9007199254740992', '9007199254740993'].map(async (id) =>
        receiver.receive(
          await hooxDelivery('avatar_edit.completed', {
            body: `{"task":"avatar_edit","avatar_id":${id},"look_id":1,"status":"completed"}`,
          }),
        ),
      ),
    )
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['unrecognized', 'unrecognized'])
    expect(reports.map((report) => report.reason)).toEqual([
      expect.stringContaining(
        '"avatar_id" is the number 9007199254740992, which cannot be used as an id. It is beyond 2^53',
      ),
      expect.stringContaining(
        '"avatar_id" is the number 9007199254740992, which cannot be used as an id. It is beyond 2^53',
      ),
    ])
    expect(reports[0]?.identity).not.toBe(reports[1]?.identity)
  })
})

describe('the name and identity of a body', () => {
  const video = { task: 'video_export', status: 'failed', job_id: 'run_1' }
  const look = { task: 'avatar_edit', status: 'failed', avatar_id: 7, look_id: 'l' }
  const identified = {
    kind: 'identified',
    name: 'video_export.failed',
    identity: 'video_export:run_1:failed',
  } as const
  const noObject: Identification = { kind: 'unidentified', reason: 'The body is not an object.' }
  const noJob = {
    kind: 'unidentified',
    name: 'video_export.failed',
    reason: 'The body has no "job_id".',
  } as const
  const noLook = {
    kind: 'unidentified',
    name: 'avatar_edit.failed',
    reason: 'The body has no "avatar_id" and "look_id".',
  } as const

  test.each<[JsonValue, Identification]>([
    [video, identified],
    [{ ...video, ...look, task: 'video_export' }, identified],
    [look, { ...identified, name: 'avatar_edit.failed', identity: 'avatar_edit:7:l:failed' }],
    [
      { ...video, job_id: 'a:b%3A' },
      { ...identified, identity: 'video_export:a%3Ab%253A:failed' },
    ],
    [[video], noObject],
    ['video_export.failed', noObject],
    [null, noObject],
    [
      { ...video, task: null },
      { kind: 'unidentified', reason: 'The body has no "task", nor a result that shows which task it was.' },
    ],
    [
      { ...video, status: 1 },
      { kind: 'unidentified', reason: 'The body has no "status".' },
    ],
    [{ ...video, job_id: '' }, noJob],
    [{ ...video, job_id: true }, noJob],
    [{ ...look, avatar_id: null }, noLook],
    [{ ...look, look_id: 1.5 }, noLook],
  ])('%j', (body, expected) => {
    const headers = deliveryHeaders({})
    const delivery = { method: 'POST', url: '/', headers, body: new Uint8Array(), receivedAt: new Date() }
    expect(hoox().identify(body, delivery)).toEqual(expected)
  })
})

describe('an unexpected body is unrecognized', () => {
  test.each<[string, unknown, string]>([
    ['no task', { job_id: 'run_1', status: 'completed', result: {} }, 'task'],
    ['a failure without a task', { job_id: 'run_1', status: 'failed', error: { code: 'E' } }, 'task'],
    ['no status', { task: 'video_export', job_id: 'run_1' }, 'status'],
    [
      'a status that is new',
      { task: 'video_export', job_id: 'run_1', status: 'cancelled' },
      'video_export.cancelled',
    ],
    [
      'a task that is new',
      { task: 'asset_create', job_id: 'run_1', status: 'completed' },
      'asset_create.completed',
    ],
    ['no id', { task: 'video_export', status: 'failed', error: { code: 'E' } }, 'job_id'],
    [
      'half an id',
      { task: 'avatar_edit', status: 'failed', avatar_id: 'a', error: { code: 'E' } },
      'look_id',
    ],
    [
      'an avatar without its ids, though it has a job',
      { task: 'avatar_edit', status: 'failed', job_id: 'r', error: { code: 'E' } },
      'avatar_id',
    ],
  ])('%s', async (_, body, named) => {
    const handler = vi.fn()
    const { receiver, reports } = testReceiver(hoox(), { on: { '*': handler } })
    expect((await receiver.receive(await bodyDelivery(body))).kind).toBe('unrecognized')
    expect(reports[0]?.reason).toContain(`"${named}"`)
    expect(handler).not.toHaveBeenCalled()
  })

  test('a new status of a task is refused if a handler listens for that task', async () => {
    const { receiver } = testReceiver(hoox(), { on: { video_export: () => {} } })
    const body = { task: 'video_export', job_id: 'run_1', status: 'cancelled' }
    expect((await receiver.receive(await bodyDelivery(body))).status).toBe(422)
  })
})
