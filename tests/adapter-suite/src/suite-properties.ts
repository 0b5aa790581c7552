import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TEST_ID } from './scenarios.js'
import type { Suite } from './suite.js'

const KINDS = [
  'processed',
  'ignored',
  'duplicate',
  'busy',
  'failed',
  'late',
  'unavailable',
  'rejected',
  'unrecognized',
  'misconfigured',
]

/** Properties that hold for any bytes. */
export function propertyTests(suite: Suite): void {
  describe('for any bytes', () => {
    test('a changed body or signature is never accepted', async () => {
      const delivery = await suite.jogg('jogg', 'generated_script_success')
      const signature = delivery.headers['x-webhook-signature'] ?? ''
      await fc.assert(
        fc.asyncProperty(
          fc.nat(delivery.body.byteLength - 1),
          fc.integer({ min: 1, max: 255 }),
          fc.boolean(),
          async (at, mask, inBody) => {
            const body = new Uint8Array(delivery.body)
            if (inBody) body[at] = (body[at] ?? 0) ^ mask
            const index = at % signature.length
            const other = inBody
              ? signature
              : signature.slice(0, index) + rotate(signature[index] ?? '', mask) + signature.slice(index + 1)
            const headers = { ...delivery.headers, 'x-webhook-signature': other, [TEST_ID]: randomUUID() }
            const { status, id } = await suite.send({ ...delivery, body, headers })
            expect(status).toBe(401)
            expect(suite.ledger.runsOf(id)).toEqual([])
          },
        ),
        { numRuns: 60 },
      )
    })

    test('a signed body gets one answer of the table', async () => {
      const body = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((json) => new TextEncoder().encode(json)),
      )
      await fc.assert(
        fc.asyncProperty(body, async (bytes) => {
          const answer = await suite.send(
            await suite.jogg('jogg', 'generated_script_success', { body: bytes }),
          )
          expect(KINDS).toContain(answer.json?.outcome)
          expect(answer.text).not.toMatch(/\n\s+at /)
        }),
        { numRuns: 60 },
      )
    })
  })
}

/** Another hexadecimal digit. */
function rotate(digit: string, by: number): string {
  return ((Number.parseInt(digit, 16) + 1 + (by % 15)) % 16).toString(16)
}
