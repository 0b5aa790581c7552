import { describe, expect, test } from 'vitest'
import { jogg, type Logger, memoryStore, type ReceiverOptions } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { joggDelivery } from '../testing/index.js'
import { recordingLog, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_success'

async function receive(
  options: ReceiverOptions<JoggEvents>,
  requestLog: Logger = recordingLog(),
  secret = SECRET,
) {
  const made = testReceiver(jogg({ secret: SECRET }), { onDelivery: undefined, ...options })
  const before = made.log.lines.length
  const outcome = await made.receiver.receive(await joggDelivery(NAME, { secret }), { log: requestLog })
  await made.receiver.drain()
  return { outcome, receiverLines: made.log.lines.slice(before) }
}

describe("a request's own logger", () => {
  test.each<[string, ReceiverOptions<JoggEvents>, string]>([
    ['the line of a refusal', {}, SECRET.slice(1)],
    ['the line of a success', { on: { [NAME]: () => {} } }, SECRET],
    ["a handler's lines", { on: { [NAME]: (_, context) => context.log.info('mine') } }, SECRET],
    [
      'a failure of waitUntil()',
      { on: { [NAME]: (_, context) => context.waitUntil(Promise.reject(new Error('gone'))) } },
      SECRET,
    ],
    [
      'what becomes of it after the deadline',
      {
        deadlineMs: 1,
        on: {
          [NAME]: (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)),
        },
      },
      SECRET,
    ],
    [
      'a failure of the store',
      {
        store: { ...memoryStore(), claim: () => Promise.reject(new Error('away')) },
        whenStoreUnavailable: 'process',
        on: { [NAME]: () => {} },
      },
      SECRET,
    ],
    [
      'a failure of onDelivery',
      {
        on: { [NAME]: () => {} },
        onDelivery: () => {
          throw new Error('mine')
        },
      },
      SECRET,
    ],
  ])("gets %s, and the receiver's logger gets no line", async (_name, options, secret) => {
    const log = recordingLog([], { reqId: 'req-1' })
    const { receiverLines } = await receive(options, log, secret)
    expect(receiverLines).toEqual([])
    expect(log.lines.length).toBeGreaterThan(0)
    for (const line of log.lines) expect(line.fields).toMatchObject({ reqId: 'req-1' })
  })

  test('decides about the level: lines that it does not write are not built', async () => {
    const log = { ...recordingLog(), isLevelEnabled: (level: string) => level !== 'debug' }
    await receive({ on: { [NAME]: () => {} } }, log)
    expect(log.lines).toEqual([])
  })

  test('that throws changes no outcome', async () => {
    const broken = () => {
      throw new Error('the disk is full')
    }
    const log: Logger = { debug: broken, info: broken, warn: broken, error: broken, child: broken }
    const { outcome } = await receive({ on: { [NAME]: (_, context) => context.log.info('mine') } }, log)
    expect(outcome.kind).toBe('processed')
  })
})

test('a receiver has its log, for adapters and other code around it', () => {
  const { receiver, log } = testReceiver(jogg({ secret: SECRET }))
  receiver.log.warn({ mine: 1 }, 'said')
  expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { mine: 1 }, message: 'said' })
})
