import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { MAX_BODY_BYTES } from './scenarios.js'
import type { Suite } from './suite.js'

const NAME = 'generated_script_success'

/** Bodies and headers that no webhook has, each with its row of the outcome table. */
export function badBodyTests(suite: Suite): void {
  describe('an authentic body', () => {
    const bytes = (...parts: (string | number[])[]) =>
      new Uint8Array(
        parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
      )
    const event = (fields: string) =>
      `{"event_id":"evt_${randomUUID()}","event":"${NAME}","timestamp":1,${fields}}`
    const bodies: Record<string, [() => string | Uint8Array, number, string]> = {
      'that is empty': [() => '', 400, 'body_not_json'],
      'that is cut off': [() => '{"event":', 400, 'body_not_json'],
      'that is JSON and more': [() => '{}{}', 400, 'body_not_json'],
      'that is not UTF-8': [() => bytes('"', [0xff, 0xfe], '"'), 400, 'body_not_json'],
      'of 100,000 nested brackets': [() => '['.repeat(30_000) + ']'.repeat(30_000), 400, 'body_not_json'],
      'that names another event than its header': [
        () => event('"data":{}').replace(NAME, 'create_avatar_failed'),
        400,
        'event_mismatch',
      ],
      'that is an infinite number': [() => '1e999', 422, 'event_unrecognized'],
      'without an event_id': [() => `{"event":"${NAME}","timestamp":1,"data":{}}`, 422, 'event_unrecognized'],
      'with duplicate keys': [() => event('"data":1,"data":{}'), 200, 'processed'],
      'with __proto__ in it': [
        () => event('"data":{"__proto__":{"status":"x"}},"__proto__":{"a":1}'),
        200,
        'processed',
      ],
      'with lone surrogates': [() => event('"data":{"status":"\\ud800"}'), 200, 'processed'],
      'with a byte order mark': [() => bytes([0xef, 0xbb, 0xbf], event('"data":{}')), 200, 'processed'],
    }
    test.each(Object.entries(bodies))('%s gets its row of the table', async (_name, [make, status, word]) => {
      const answer = await suite.send(await suite.jogg('jogg', NAME, { body: make() }))
      expect({ status: answer.status, word: answer.json?.code ?? answer.json?.outcome }).toEqual({
        status,
        word,
      })
    })

    test('with __proto__ in it reaches the handler without it', async () => {
      const body = event(
        '"data":{"__proto__":{"status":"forged"},"constructor":{"prototype":{"status":"forged"}}}',
      )
      const { id } = await suite.send(await suite.jogg('jogg', NAME, { body }))
      const [run] = suite.ledger.runsOf(id)
      expect(JSON.stringify(run?.event)).not.toContain('forged')
    })
  })

  describe('a request', () => {
    test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])(
      'with %s is not a delivery',
      async (method) => {
        const { headers, url, body } = await suite.jogg('jogg', NAME)
        const hasBody = !['GET', 'HEAD'].includes(method)
        if (suite.options.otherMethods) {
          const response = await fetch(url, { method, headers, body: hasBody ? body : null })
          return expect([204, suite.options.otherMethods.status]).toContain(response.status)
        }
        const answer = await suite.send({ method, url, headers, body: hasBody ? body : undefined })
        expect(answer.status).toBe(405)
        expect(answer.headers.get('allow')).toBe('POST')
        if (method !== 'HEAD')
          expect(answer.json).toMatchObject({ outcome: 'rejected', code: 'method_not_allowed' })
      },
    )

    test.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ])('of the type %s is refused', async (type) => {
      const answer = await suite.send(await suite.jogg('jogg', NAME, { headers: { 'content-type': type } }))
      expect(answer).toMatchObject({
        status: 415,
        json: { outcome: 'rejected', code: 'content_type_unsupported' },
      })
    })

    test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/problem+json'])(
      'of the type %s is taken',
      async (type) => {
        expect(
          await suite.send(await suite.jogg('jogg', NAME, { headers: { 'content-type': type } })),
        ).toMatchObject({ status: 200 })
      },
    )

    test('that is compressed is refused', async () => {
      const body = new Uint8Array(gzipSync('{}'))
      const answer = await suite.send(
        await suite.jogg('jogg', NAME, { body, headers: { 'content-encoding': 'gzip' } }),
      )
      expect(answer).toMatchObject({
        status: 415,
        json: { outcome: 'rejected', code: 'content_encoding_unsupported' },
      })
    })

    test('as large as the limit is taken', async () => {
      const frame = `{"event_id":"evt_${randomUUID()}","event":"${NAME}","timestamp":1,"data":{"x":""}}`
      const body = frame.replace('"x":""', `"x":"${'x'.repeat(MAX_BODY_BYTES - frame.length)}"`)
      expect(await suite.send(await suite.jogg('jogg', NAME, { body }))).toMatchObject({
        status: 200,
        json: { outcome: 'processed' },
      })
    })

    test('a byte larger than the limit is refused', async () => {
      const answer = await suite.send(
        await suite.jogg('jogg', NAME, { body: ' '.repeat(MAX_BODY_BYTES + 1) }),
      )
      expect(answer).toMatchObject({ status: 413, json: { outcome: 'rejected', code: 'body_too_large' } })
    })
  })
}
