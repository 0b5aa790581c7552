import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openConnection, testIdOf } from './client.js'
import { MAX_BODY_BYTES } from './scenarios.js'
import type { Suite } from './suite.js'

const NAME = 'generated_script_success'

/** Clients that send too much or too slowly, or that disconnect. */
export function clientTests(suite: Suite): void {
  describe('a client', () => {
    test('that sends a body without a length is taken', async () => {
      const delivery = await suite.jogg('jogg', NAME)
      suite.expectOneReport(testIdOf(delivery))
      const connection = await openConnection(delivery.url, {
        ...delivery.headers,
        'transfer-encoding': 'chunked',
        connection: 'close',
      })
      const half = delivery.body.byteLength >> 1
      for (const part of [delivery.body.subarray(0, half), delivery.body.subarray(half)]) {
        connection.write(`${part.byteLength.toString(16)}\r\n`)
        connection.write(part)
        connection.write('\r\n')
      }
      connection.write('0\r\n\r\n')
      expect(await connection.read(/"outcome":"\w+"/)).toMatch(/^HTTP\/1\.1 200 .*"outcome":"processed"/s)
      connection.destroy()
    })

    test('that announces too large a body is refused before it sends it', async () => {
      const delivery = await suite.jogg('jogg', NAME)
      suite.expectOneReport(testIdOf(delivery))
      const connection = await openConnection(delivery.url, {
        ...delivery.headers,
        'content-length': String(10 * MAX_BODY_BYTES),
      })
      expect(await suite.ledger.report(testIdOf(delivery))).toMatchObject({
        status: 413,
        code: 'body_too_large',
      })
      if (!suite.options.holdsAnswers)
        expect(await connection.read(/"body_too_large"/)).toMatch(/^HTTP\/1\.1 413 /)
      connection.destroy()
    })

    test('that sends without end is refused and cut off', async () => {
      const delivery = await suite.jogg('jogg', NAME)
      suite.expectOneReport(testIdOf(delivery))
      const connection = await openConnection(delivery.url, {
        ...delivery.headers,
        'transfer-encoding': 'chunked',
      })
      const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
      const pump = setInterval(() => connection.write(chunk), 1)
      try {
        expect(await suite.ledger.report(testIdOf(delivery))).toMatchObject({
          status: 413,
          code: 'body_too_large',
        })
        if (suite.options.holdsAnswers) return
        expect(await connection.read(/"body_too_large"/)).toMatch(/^HTTP\/1\.1 413 /)
        if (suite.options.keepsConnections) return
        await connection.read() // the server closes it, although more would follow
      } finally {
        clearInterval(pump)
        connection.destroy()
      }
    })

    test.each([
      ['an event is taken', 300, { status: 200, kind: 'processed' }],
      ['20,000 bytes is refused early', 20_000, { status: 413, code: 'body_fragmented' }],
    ])('that sends a byte a chunk: %s', async (_name, size, expected) => {
      const frame = `{"event_id":"evt_${randomUUID()}","event":"${NAME}","timestamp":1,"data":{"x":""}}`
      const body = frame.replace('"x":""', `"x":"${'x'.repeat(size - frame.length)}"`)
      const delivery = await suite.jogg('jogg', NAME, { body })
      suite.expectOneReport(testIdOf(delivery))
      const connection = await openConnection(delivery.url, {
        ...delivery.headers,
        'transfer-encoding': 'chunked',
      })
      connection.write([...body].map((byte) => `1\r\n${byte}\r\n`).join(''))
      connection.write('0\r\n\r\n')
      const report = await suite.ledger.report(testIdOf(delivery))
      // A body in one piece is cheap to read.
      if (suite.options.mergesChunks && report?.status === 200) return connection.destroy()
      expect(report).toMatchObject(expected)
      if (!suite.options.holdsAnswers)
        expect(await connection.read(/"outcome":"\w+"/)).toMatch(
          new RegExp(`^HTTP/1\\.1 ${expected.status} `),
        )
      connection.destroy()
    })

    test('that sends a byte now and then is cut off, and delays nobody', async () => {
      const slow = await suite.jogg('slow-body', NAME)
      suite.expectOneReport(testIdOf(slow))
      const connection = await openConnection(slow.url, {
        ...slow.headers,
        'content-length': String(slow.body.byteLength),
      })
      let sent = 0
      const drip = setInterval(() => connection.write(slow.body.subarray(sent, ++sent)), 100)
      try {
        const others = await Promise.all(
          Array.from({ length: 5 }, async () => suite.send(await suite.jogg('slow-body', NAME))),
        )
        expect(others.map((each) => each.status)).toEqual([200, 200, 200, 200, 200])
        expect(suite.ledger.reportsOf(testIdOf(slow))).toEqual([]) // it is still sending
        expect(await suite.ledger.report(testIdOf(slow))).toMatchObject({ status: 408, code: 'body_timeout' })
        if (suite.options.holdsAnswers) return
        expect(await connection.read(/"body_timeout"/)).toMatch(/^HTTP\/1\.1 408 /)
        if (suite.options.keepsConnections) return
        await connection.read() // closed by the server
      } finally {
        clearInterval(drip)
        connection.destroy()
      }
    })

    test('that goes away midway leaves nothing behind', async () => {
      const delivery = await suite.jogg('slow-body', NAME)
      suite.expectOneReport(testIdOf(delivery))
      const connection = await openConnection(delivery.url, {
        ...delivery.headers,
        'content-length': String(delivery.body.byteLength),
      })
      await new Promise<void>((resolve) =>
        connection.socket.write(delivery.body.subarray(0, 20), () => resolve()),
      )
      connection.destroy()
      // If the framework does not report that the client has gone, the body's time limit ends the delivery.
      const code = suite.options.holdsAnswers ? 'body_timeout' : 'body_incomplete'
      expect(await suite.ledger.report(testIdOf(delivery))).toMatchObject({ kind: 'rejected', code })
      expect(await suite.send(await suite.jogg('jogg', NAME))).toMatchObject({ status: 200 })
    })
  })
}
