import { describe, expect, test, vi } from 'vitest'
import { webBody } from './body.js'
import { type BodySink, jogg, type ReceiverOptions } from './index.js'
import type { JoggEvents } from './jogg/events.js'
import { deferred, SECRET, testReceiver } from './test-receiver.js'
import { joggDelivery } from './testing/index.js'

const NAME = 'generated_motion_failed'

/** A body that the test sends bit by bit, and what becomes of its delivery. */
async function arriving(options: ReceiverOptions<JoggEvents> = {}) {
  const discard = vi.fn()
  let sink: BodySink | undefined
  const read = (into: BodySink) => {
    sink = into
  }
  const { receiver, reports, log } = testReceiver(jogg({ secret: SECRET }), {
    on: { [NAME]: () => {} },
    ...options,
  })
  const delivery = await joggDelivery(NAME, { secret: SECRET })
  const outcome = receiver.receive({ ...delivery, body: { read, discard } })
  if (!sink) throw new Error('The body is not being read.')
  return { sink, outcome, bytes: delivery.body, discard, reports, log }
}

describe('a body that is still on its way', () => {
  test('is put together in the order in which it comes, and not discarded', async () => {
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

  test('is discarded once it is too large, and nothing that comes later changes that', async () => {
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

  test('has nothing left to be discarded once its client is gone', async () => {
    const { sink, outcome, bytes, discard } = await arriving()
    sink.chunk(bytes)
    sink.error(new Error('ECONNRESET'))
    expect(await outcome).toMatchObject({ status: 400, code: 'body_incomplete' })
    expect(discard).not.toHaveBeenCalled()
  })
})

describe('the body of a Web request, once discarded, says no more', () => {
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
