import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { jogg, type ReceiverOptions } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { type JoggDeliveryOptions, joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'
import { webBody } from './body.js'
import type { BodySink } from './delivery.js'

/** The default limit of a body, in bytes. */
const LIMIT = 1_048_576
const NAME = 'generated_motion_failed'

/** A body that the test sends piece by piece, and the outcome of its delivery. */
async function arriving(options: ReceiverOptions<JoggEvents> = {}, sent: Partial<JoggDeliveryOptions> = {}) {
  const discard = vi.fn()
  let sink: BodySink | undefined
  const read = (into: BodySink) => {
    sink = into
  }
  const { receiver, reports, log } = testReceiver(jogg({ secret: SECRET }), {
    on: { [NAME]: () => {} },
    ...options,
  })
  const delivery = await joggDelivery(NAME as string, { secret: SECRET, ...sent })
  const outcome = receiver.receive({ ...delivery, body: { read, discard } })
  if (!sink) throw new Error('The body is not being read.')
  return { sink, outcome, bytes: delivery.body, discard, reports, log }
}

describe('a body that is a stream', () => {
  test('is joined in order, and not discarded', async () => {
    const { sink, outcome, bytes, discard, reports } = await arriving()
    for (const [from, to] of [
      [0, 1],
      [1, 40],
      [40, undefined],
    ] as const)
      sink.chunk(bytes.subarray(from, to))
    sink.end()
    expect((await outcome).kind).toBe('processed')
    expect(reports[0]?.rawBody).toEqual(bytes)
    expect(discard).not.toHaveBeenCalled()
  })

  test('is discarded once it is too large, whatever comes later', async () => {
    const { sink, outcome, bytes, discard, reports } = await arriving({ maxBodyBytes: 100 })
    sink.chunk(bytes)
    expect(discard).toHaveBeenCalledTimes(1)
    sink.chunk(bytes)
    sink.error(new Error('ECONNRESET'))
    sink.end()
    expect(await outcome).toMatchObject({ status: 413, code: 'body_too_large' })
    expect(discard).toHaveBeenCalledTimes(1)
    expect(reports).toHaveLength(1)
  })

  test('is discarded once it turns out to be text', async () => {
    const { sink, outcome, discard, log } = await arriving()
    sink.chunk('{}' as never)
    expect(await outcome).toMatchObject({ status: 500, code: 'body_consumed' })
    expect(log.messages('error')).toEqual([
      expect.stringMatching(
        /raw bytes are gone.*setEncoding\(\).*Mount the webhook before it\..*#body_consumed$/,
      ),
    ])
    expect(discard).toHaveBeenCalledTimes(1)
  })

  test('is not discarded after its client has disconnected', async () => {
    const { sink, outcome, bytes, discard } = await arriving()
    sink.chunk(bytes)
    sink.error(new Error('ECONNRESET'))
    expect(await outcome).toMatchObject({ status: 400, code: 'body_incomplete' })
    expect(discard).not.toHaveBeenCalled()
  })
})

/** An event with a body of exactly this many bytes. */
function bodyOf(bytes: number): string {
  const [head, tail] = [`{"event_id":"evt_1","event":"${NAME}","timestamp":1,"data":{"filling":"`, '"}}']
  return `${head}${'x'.repeat(bytes - head.length - tail.length)}${tail}`
}

function* piecesOf(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

describe('a body in many pieces', () => {
  test.each([
    ['300 bytes, one by one', 300, 1],
    ['1,000 bytes, one by one', 1_000, 1],
    ['10,000 bytes in the tokens of its JSON', 10_000, 8],
    ['as much as may come, in 32 bytes each', LIMIT, 32],
    ['as much as may come, in 64 bytes each', LIMIT, 64],
    ['as much as may come, in packets of 1,400 bytes', LIMIT, 1_400],
    ['as much as may come, in TLS records of 16 KB', LIMIT, 16_384],
  ])('is accepted: %s', async (_, size, pieceSize) => {
    const { sink, outcome, bytes, reports } = await arriving({}, { body: bodyOf(size) })
    for (const piece of piecesOf(bytes, pieceSize)) sink.chunk(piece)
    sink.end()
    expect((await outcome).kind).toBe('processed')
    expect(Buffer.from(bytes).equals(reports[0]?.rawBody ?? new Uint8Array())).toBe(true)
  })

  test.each([
    ['a byte each', 1],
    ['10 bytes each', 10],
    ['nothing in any of them', 0],
  ])('is refused early: a million pieces, %s', async (_, pieceSize) => {
    const { sink, outcome, discard, reports } = await arriving({ maxBodyBytes: 100 * LIMIT })
    const piece = new Uint8Array(pieceSize)
    let pieces = 0
    while (pieces < 1_000_000 && discard.mock.calls.length === 0) {
      sink.chunk(piece)
      pieces++
    }
    expect(pieces).toBeLessThan(1_500)
    expect(await outcome).toMatchObject({ kind: 'rejected', status: 413, code: 'body_fragmented' })
    sink.chunk(piece)
    sink.end()
    expect(discard).toHaveBeenCalledTimes(1)
    expect(reports).toHaveLength(1)
    expect(reports[0]).not.toHaveProperty('rawBody')
  })

  test('keeps none of them but the first', async () => {
    const { sink, outcome, bytes, reports } = await arriving()
    const [first = new Uint8Array(), ...others] = piecesOf(bytes, 10)
    sink.chunk(first)
    // A kept piece would now have the content of another.
    const reused = new Uint8Array(10)
    for (const piece of others) {
      reused.set(piece)
      sink.chunk(reused.subarray(0, piece.byteLength))
    }
    sink.end()
    expect((await outcome).kind).toBe('processed')
    expect(reports[0]?.rawBody).toEqual(bytes)
    expect(first).toEqual(bytes.subarray(0, 10)) // and writes into none of them
  })

  test('is one piece of memory, of at most twice the received bytes or a declared length near them, and at most the limit', async () => {
    const size = fc.integer({ min: 200, max: 5_000 })
    // The declared length may be wrong: only Node's server is sure to have checked it.
    const declared = fc.oneof(size, fc.constantFrom('', '-1', 'none', String(LIMIT)))
    await fc.assert(
      fc.asyncProperty(size, fc.array(fc.nat(2_000)), declared, async (length, cuts, contentLength) => {
        const headers = { 'content-length': String(contentLength) }
        const { sink, outcome, bytes, reports } = await arriving({}, { body: bodyOf(length), headers })
        let at = 0
        for (const cut of [...cuts, length]) {
          sink.chunk(bytes.subarray(at, at + cut))
          at += cut
        }
        sink.end()
        expect((await outcome).kind).toBe('processed')
        expect(reports[0]?.rawBody).toEqual(bytes)
        const trusted = Number(contentLength) <= 16 * length ? Number(contentLength) : 0
        const most = Math.min(Math.max(2 * length, trusted), LIMIT)
        expect(reports[0]?.rawBody?.buffer.byteLength).toBeLessThanOrEqual(most)
      }),
    )
  })

  test('needs no more memory than the declared length, if that is correct', async () => {
    const headers = { 'content-length': '1500' }
    const { sink, outcome, bytes, reports } = await arriving({}, { body: bodyOf(1_500), headers })
    for (const piece of piecesOf(bytes, 1_000)) sink.chunk(piece)
    sink.end()
    expect((await outcome).kind).toBe('processed')
    expect(reports[0]?.rawBody?.buffer.byteLength).toBe(1_500)
  })

  test('of a declared length is copied once', async () => {
    const headers = { 'content-length': String(LIMIT) }
    const { sink, outcome, bytes } = await arriving({}, { body: bodyOf(LIMIT), headers })
    const copied = vi.spyOn(Uint8Array.prototype, 'set')
    for (const piece of piecesOf(bytes, 65_536)) sink.chunk(piece)
    const sizes = copied.mock.calls.map(([piece]) => piece.length)
    copied.mockRestore()
    sink.end()
    expect((await outcome).kind).toBe('processed')
    expect(sizes.reduce((sum, size) => sum + size)).toBe(LIMIT)
  })

  test('of a single piece is that piece, not copied', async () => {
    const { sink, outcome, bytes, reports } = await arriving()
    sink.chunk(bytes)
    sink.end()
    expect((await outcome).kind).toBe('processed')
    expect(reports[0]?.rawBody).toBe(bytes)
  })
})

describe('the body of a Web request makes no more calls after it was discarded', () => {
  test.each<[string, (controller: ReadableStreamDefaultController<Uint8Array>) => void]>([
    ['though more comes', (controller) => controller.enqueue(new Uint8Array(1))],
    ['though it breaks off', (controller) => controller.error(new Error('ECONNRESET'))],
    ['though it ends', (controller) => controller.close()],
  ])('%s', async (_, happens) => {
    const pulled = deferred<ReadableStreamDefaultController<Uint8Array>>()
    const stream = new ReadableStream<Uint8Array>({ pull: (controller) => pulled.resolve(controller) })
    const sink = { chunk: vi.fn(), end: vi.fn(), error: vi.fn() }
    const body = webBody(stream)
    const reading = body.read(sink)
    happens(await pulled.promise)
    body.discard()
    await reading
    for (const told of Object.values(sink)) expect(told).not.toHaveBeenCalled()
  })
})

test('a Web request with endless empty chunks does not keep its reader busy', async () => {
  const cancelled = deferred()
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array()),
    cancel: () => cancelled.resolve(),
  })
  const { receiver } = testReceiver(jogg({ secret: SECRET }))
  const delivery = await joggDelivery(NAME, { secret: SECRET })
  const outcome = await receiver.receive({ ...delivery, body: webBody(stream) })
  expect(outcome).toMatchObject({ status: 413, code: 'body_fragmented' })
  await cancelled.promise
})
