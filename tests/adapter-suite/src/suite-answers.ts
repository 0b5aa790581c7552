import { randomUUID } from 'node:crypto'
import { hoox, jogg, signCallbackUrl } from '@vidhook/core'
import { describe, expect, test } from 'vitest'
import { sendRaw, testIdOf } from './client.js'
import { CALLBACK_SECRET, type ScenarioName, SECRET, TEST_ID } from './scenarios.js'
import type { Suite } from './suite.js'

const MUTE = ['generated_motion_failed', 'generated_image_failed']
const joggNames = Object.keys(jogg({ secret: SECRET }).events).filter((name) => !MUTE.includes(name))
const hooxNames = Object.keys(hoox({ callbackSecret: CALLBACK_SECRET }).events)

/** The rows of the outcome table for authentic and forged deliveries. */
export function answeredTests(suite: Suite): void {
  describe('an authentic delivery', () => {
    test.each(joggNames)('of JoggAI: %s is processed', async (name) => {
      const { status, json, headers, id } = await suite.send(await suite.jogg('jogg', name))
      expect({ status, json }).toEqual({ status: 200, json: { outcome: 'processed' } })
      expect(headers.get('content-type')).toMatch(/^application\/json/)
      expect(suite.ledger.runsOf(id)).toMatchObject([{ eventName: name, event: { event: name } }])
      expect(await suite.ledger.report(id)).toMatchObject({
        kind: 'processed',
        eventName: name,
        handlers: [name],
      })
    })

    test.each(hooxNames)('of Hoox: %s is processed, with the context of its URL', async (name) => {
      const { status, json, id } = await suite.send(await suite.hoox(name, { context: { user: 'u_1' } }))
      expect({ status, json }).toEqual({ status: 200, json: { outcome: 'processed' } })
      expect(suite.ledger.runsOf(id)).toMatchObject([{ eventName: name, callback: { user: 'u_1' } }])
    })

    test('of Hoox to a signed URL with a query of its own is processed, however a framework spells it', async () => {
      const url = `${suite.server.url('hoox')}?b=x%20y&flag&a=1&b=%C3%A9~`
      expect(await suite.send(await suite.hoox('video_export.failed', { url }))).toMatchObject({
        status: 200,
      })
    })

    test('is verified and parsed from its own bytes, however they are spelled', async () => {
      const event = `evt_${randomUUID()}`
      const body = `\t{ "event":"generated_script_success",\r\n  "timestamp":1.0e3,"event_id" : "${event}", "data":{"title":"\\u00e9 é 🎬"} }\n`
      const { status, id } = await suite.send(await suite.jogg('jogg', 'generated_script_success', { body }))
      expect(status).toBe(200)
      expect(suite.ledger.runsOf(id)).toMatchObject([
        { event: { timestamp: 1000, data: { title: 'é é 🎬' } } },
      ])
    })

    test('of an event that nobody listens for is ignored', async () => {
      const { status, json } = await suite.send(await suite.jogg('jogg', 'generated_image_failed'))
      expect({ status, json }).toEqual({ status: 200, json: { outcome: 'ignored' } })
    })

    test('that was done before is a duplicate, and runs nothing', async () => {
      const event_id = `evt_${randomUUID()}`
      await suite.send(await suite.jogg('jogg', 'generated_script_success', { event_id }))
      const { status, json, id } = await suite.send(
        await suite.jogg('jogg', 'generated_script_success', { event_id }),
      )
      expect({ status, json }).toEqual({ status: 200, json: { outcome: 'duplicate' } })
      expect(suite.ledger.runsOf(id)).toEqual([])
    })

    test('at two receivers with two names and one store is processed by each, and then a duplicate at each', async () => {
      const event_id = `evt_${randomUUID()}`
      const outcomes = []
      for (const scenario of ['billing', 'mailing', 'billing', 'mailing'] as const) {
        const answer = await suite.send(await suite.jogg(scenario, 'generated_script_success', { event_id }))
        outcomes.push(`${scenario}: ${answer.json?.outcome}, ${suite.ledger.runsOf(answer.id).length} run`)
      }
      expect(outcomes).toEqual([
        'billing: processed, 1 run',
        'mailing: processed, 1 run',
        'billing: duplicate, 0 run',
        'mailing: duplicate, 0 run',
      ])
    })

    test('that comes twenty times at once runs once', async () => {
      const event_id = `evt_${randomUUID()}`
      const deliveries = await Promise.all(
        Array.from({ length: 20 }, () => suite.jogg('jogg', 'generated_video_success', { event_id })),
      )
      const answers = await Promise.all(deliveries.map((delivery) => suite.send(delivery)))
      expect(answers.filter((each) => each.json?.outcome === 'processed')).toHaveLength(1)
      for (const { status, json } of answers) {
        expect(['200 processed', '200 duplicate', '503 busy']).toContain(`${status} ${json?.outcome}`)
      }
      expect(answers.flatMap(({ id }) => suite.ledger.runsOf(id))).toHaveLength(1)
    })

    test('whose handler throws has failed, tells nothing of the error, and runs again', async () => {
      const event_id = `evt_${randomUUID()}`
      const first = await suite.send(await suite.jogg('jogg', 'generated_motion_failed', { event_id }))
      expect(first).toMatchObject({ status: 500, json: { outcome: 'failed', code: 'handler_failed' } })
      expect(first.text).not.toMatch(/secret detail|database|\n\s+at /)
      const second = await suite.send(await suite.jogg('jogg', 'generated_motion_failed', { event_id }))
      expect(second).toMatchObject({ status: 200, json: { outcome: 'processed' } })
    })

    test('whose handler is slow is late, then busy, then a duplicate', async () => {
      const event_id = `evt_${randomUUID()}`
      const again = async () => suite.send(await suite.jogg('late', 'generated_script_success', { event_id }))
      const first = await again()
      expect(first).toMatchObject({ status: 503, json: { outcome: 'late', code: 'deadline_passed' } })
      expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0)
      const second = await again()
      expect(second).toMatchObject({ status: 503, json: { outcome: 'busy', code: 'in_progress' } })
      expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)

      suite.ledger.openGate()
      let last = await again()
      while (last.json?.outcome === 'busy') last = await again()
      expect(last).toMatchObject({ status: 200, json: { outcome: 'duplicate' } })
      expect(suite.ledger.runsOf(first.id)).toHaveLength(1)
    })

    test('is refused while the store is away', async () => {
      const answer = await suite.send(await suite.jogg('store-down', 'generated_script_success'))
      expect(answer).toMatchObject({
        status: 503,
        json: { outcome: 'unavailable', code: 'store_unavailable' },
      })
      expect(answer.text).not.toMatch(/ECONNREFUSED|secret detail/)
      expect(suite.ledger.runsOf(answer.id)).toEqual([])
    })
  })

  describe('an authentic delivery that is not recognized', () => {
    test('is acknowledged if its name is unknown and nobody listens for it', async () => {
      const answer = await suite.send(await suite.jogg('jogg', 'generated_hologram_success'))
      expect(answer).toMatchObject({ status: 200, json: { outcome: 'unrecognized' } })
      expect(await suite.ledger.report(answer.id)).toMatchObject({
        kind: 'unrecognized',
        eventName: 'generated_hologram_success',
      })
    })

    test('goes to onUnrecognized once', async () => {
      const delivery = await suite.jogg('collecting', 'generated_hologram_success')
      const first = await suite.send(delivery)
      expect(first).toMatchObject({ status: 200, json: { outcome: 'unrecognized' } })
      expect(suite.ledger.runsOf(first.id)).toMatchObject([{ event: { name: 'generated_hologram_success' } }])
      const again = await suite.send({
        ...delivery,
        headers: { ...delivery.headers, [TEST_ID]: randomUUID() },
      })
      expect(again).toMatchObject({ status: 200, json: { outcome: 'duplicate' } })
    })

    describe.each(UNNAMED)('since its body, %s, has no name or no identity', (body) => {
      const deliver = async (scenario: ScenarioName) =>
        suite.send(await suite.jogg(scenario, 'generated_script_success', { body }))

      test('is refused if somebody listens for anything', async () => {
        const answer = await deliver('jogg')
        expect(answer).toMatchObject({
          status: 422,
          json: { outcome: 'unrecognized', code: 'event_unrecognized' },
        })
        expect(suite.ledger.runsOf(answer.id)).toEqual([])
      })

      test('is acknowledged if nobody listens', async () => {
        expect(await deliver('deaf')).toMatchObject({ status: 200, json: { outcome: 'unrecognized' } })
      })

      test('goes to onUnrecognized, with its body', async () => {
        const answer = await deliver('collecting')
        expect(answer).toMatchObject({ status: 200, json: { outcome: 'unrecognized' } })
        expect(suite.ledger.runsOf(answer.id)).toMatchObject([{ event: { body: JSON.parse(body) } }])
      })
    })
  })

  describe('a forged delivery', () => {
    const flip = (signature = '') => signature.replace(/^./, (char) => (char === '0' ? '1' : '0'))
    const forgeries: Record<string, (signature: string) => Record<string, string>> = {
      'with a wrong signature': (signature) => ({ 'x-webhook-signature': flip(signature) }),
      'with a signature in upper case': (signature) => ({ 'x-webhook-signature': signature.toUpperCase() }),
      'with a signature that is too short': (signature) => ({ 'x-webhook-signature': signature.slice(2) }),
      'with a signature that is too long': (signature) => ({ 'x-webhook-signature': `${signature}00` }),
      'with a signature of another alphabet': () => ({ 'x-webhook-signature': 'z'.repeat(64) }),
      'with an empty signature': () => ({ 'x-webhook-signature': '' }),
      'with two signatures in one header': (signature) => ({
        'x-webhook-signature': `${signature}, ${signature}`,
      }),
    }

    test.each(Object.entries(forgeries))('%s is rejected', async (_name, forge) => {
      const delivery = await suite.jogg('jogg', 'generated_script_success')
      const headers = { ...delivery.headers, ...forge(delivery.headers['x-webhook-signature'] ?? '') }
      const { status, json, id } = await suite.send({ ...delivery, headers })
      expect({ status, json }).toEqual(UNAUTHENTICATED)
      expect(suite.ledger.runsOf(id)).toEqual([])
    })

    test('without a signature is rejected', async () => {
      const { 'x-webhook-signature': _signature, ...headers } = (
        await suite.jogg('jogg', 'generated_script_success')
      ).headers
      const { status, json } = await suite.send({
        ...(await suite.jogg('jogg', 'generated_script_success')),
        headers,
      })
      expect({ status, json }).toEqual(UNAUTHENTICATED)
    })

    test('that repeats the signature header is rejected', async () => {
      const delivery = await suite.jogg('jogg', 'generated_script_success')
      const signature = delivery.headers['x-webhook-signature'] ?? ''
      const rawHeaders = [
        ...Object.entries(delivery.headers).flat(),
        'X-Webhook-Signature',
        signature,
        'content-length',
        String(delivery.body.byteLength),
      ]
      const { status, json } = await sendRaw({
        ...delivery,
        rawHeaders: ['host', new URL(delivery.url).host, ...rawHeaders],
      })
      suite.expectOneReport(testIdOf(delivery))
      expect({ status, json }).toEqual(UNAUTHENTICATED)
    })

    test('whose body was changed, even by white space, is rejected', async () => {
      const delivery = await suite.jogg('jogg', 'generated_script_success')
      const body = new Uint8Array([...delivery.body, 0x20])
      const { status, json } = await suite.send({ ...delivery, body })
      expect({ status, json }).toEqual(UNAUTHENTICATED)
    })

    test('that is not JSON is rejected as every other forgery', async () => {
      const delivery = await suite.jogg('jogg', 'generated_script_success')
      const { status, json } = await suite.send({ ...delivery, body: new TextEncoder().encode('{"event":') })
      expect({ status, json }).toEqual(UNAUTHENTICATED)
    })

    test.each(['x-hoox-webhook', 'user-agent'])(
      'of Hoox without its %s header is rejected',
      async (header) => {
        const { status, json } = await suite.send(
          await suite.hoox('video_export.failed', { headers: { [header]: 'other' } }),
        )
        expect({ status, json }).toEqual(UNAUTHENTICATED)
      },
    )

    test('of Hoox to a URL that is not signed, altered, expired or moved is rejected', async () => {
      const url = suite.server.url('hoox')
      const signed = await signCallbackUrl(url, { secret: CALLBACK_SECRET })
      const elsewhere = await signCallbackUrl(suite.server.url('jogg'), { secret: CALLBACK_SECRET })
      const expiresAt = Date.now() + 50
      const expired = await signCallbackUrl(url, { secret: CALLBACK_SECRET, expiresAt })
      while (Date.now() <= expiresAt) await new Promise(setImmediate)
      const moved = url + new URL(elsewhere).search
      for (const target of [url, `${signed}x`, `${signed}&user=1`, expired, moved]) {
        const delivery = await suite.hoox('video_export.failed', { callbackSecret: undefined, url: target })
        const { status, json } = await suite.send(delivery)
        expect({ status, json }).toEqual(UNAUTHENTICATED)
      }
    })
  })

  describe('a receiver without a secret', () => {
    test.each(['secret-unset', 'secret-empty'] as const)(
      '(%s) answers misconfigured, whatever is sent',
      async (scenario) => {
        for (const secret of [SECRET, '', 'undefined']) {
          const { status, json } = await suite.send(
            await suite.jogg(scenario, 'generated_script_success', { secret }),
          )
          expect({ status, outcome: json?.outcome, code: json?.code }).toEqual({
            status: 500,
            outcome: 'misconfigured',
            code: 'secret_missing',
          })
        }
      },
    )
  })
}

const UNNAMED = [
  'null',
  '[]',
  '"generated_script_success"',
  '7',
  '{}',
  '{"event":"generated_script_success"}',
]

const UNAUTHENTICATED = {
  status: 401,
  json: { outcome: 'rejected', code: 'unauthenticated', message: 'The delivery could not be authenticated.' },
}
