import type { Inbox, InboxEntry } from '../inbox/inbox.js'

/** What the contract needs to try an inbox out. */
export interface InboxHarness {
  /** The inbox under test. Its keys are the contract's own, new for every case. */
  readonly inbox: Inbox
  /** Lets time pass: waits for real, or moves the clock that the inbox was given. */
  elapse(ms: number): Promise<void> | void
  /** The entries of a key that wait for a worker, as a worker would get them. */
  waiting(key: string): Promise<readonly InboxEntry[]>
  /** Has a worker take the entry of this key that waits, and end it: `done` after a success, `dead` after it was given up. */
  settle(key: string, as: 'done' | 'dead'): Promise<void>
  /** An inbox of the same kind whose queue cannot be reached. */
  unreachable(): Inbox | Promise<Inbox>
  /**
   * How long a key is remembered in these cases, in milliseconds. A queue over a network needs time for its round trips.
   * @default 1000
   */
  readonly retentionMs?: number | undefined
}

/** One sentence of the contract, and how to try it. */
export interface InboxContractCase {
  readonly name: string
  /** Rejects if the inbox does not keep it. */
  run(harness: InboxHarness): Promise<void>
}

/**
 * What every {@link Inbox} has to keep, as tests for any test runner.
 *
 * @example
 * ```ts
 * describe('my inbox', () => {
 *   for (const { name, run } of inboxContract) {
 *     test(name, () => run({ inbox: myInbox(queue), elapse: (ms) => setTimeout(ms), waiting, settle, unreachable }))
 *   }
 * })
 * ```
 */
export const inboxContract: readonly InboxContractCase[] = [
  define('keeps an entry as it was put', async ({ harness, put, key }) => {
    const entry = entryFor(key)
    expectAnswer(await put(entry), 'queued')
    expectEntries(await harness.waiting(key), [entry])
  }),

  define('keeps every character of a text body, and of base64', async ({ harness, put, key }) => {
    const texts = [
      '',
      '{"a":"\u{1F3AC}\\u0000 \u2028 \\ud800"}',
      ' \r\n\t{"b":1,\n "a":1.0}',
      '{"__proto__":1,"a":1,"a":2}',
    ]
    for (const [index, body] of texts.entries()) {
      const entry = { ...entryFor(`${key}-${index}`), body, callback: '{"b":1,"a":1.0}' }
      expectAnswer(await put(entry), 'queued')
      expectEntries(await harness.waiting(entry.key), [entry])
    }
    const entry: InboxEntry = { ...entryFor(`${key}-base64`), body: '77u/AP/+', encoding: 'base64' }
    expectAnswer(await put(entry), 'queued')
    expectEntries(await harness.waiting(entry.key), [entry])
  }),

  define('keeps an entry of 1 MiB', async ({ harness, put, key }) => {
    const entry = { ...entryFor(key), body: JSON.stringify('é'.repeat(524_287)) }
    expectAnswer(await put(entry), 'queued')
    expectEntries(await harness.waiting(key), [entry])
  }),

  define('calls the same key a duplicate, and another key queued', async ({ harness, put, key }) => {
    const entry = entryFor(key)
    expectAnswer(await put(entry), 'queued')
    expectAnswer(await put({ ...entry, body: '{"other":true}' }), 'duplicate')
    expectAnswer(await put(entryFor(`${key}-other`)), 'queued')
    expectEntries(await harness.waiting(key), [entry])
  }),

  ...(['waits', 'is done', 'is dead'] as const).map((state) =>
    define(
      `takes a key again after the retention, but not before, while the first entry ${state}`,
      async ({ harness, put, key, retentionMs }) => {
        expectAnswer(await put(entryFor(key)), 'queued')
        if (state !== 'waits') await harness.settle(key, state === 'is done' ? 'done' : 'dead')
        expectAnswer(await put(entryFor(key)), 'duplicate')
        await harness.elapse(retentionMs * 1.2)
        expectAnswer(await put(entryFor(key)), 'queued')
        expectAnswer(await put(entryFor(key)), 'duplicate')
        const { length } = await harness.waiting(key)
        const expected = state === 'waits' ? 2 : 1
        expectThat(length === expected, `${expected} entries wait, not ${length}`)
      },
    ),
  ),

  define('queues one of 20 puts at once', async ({ harness, put, key }) => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => put(entryFor(key))))
    const queued = answers.filter((answer) => answer === 'queued').length
    expectThat(queued === 1, `one put is queued, not ${queued}`)
    const { length } = await harness.waiting(key)
    expectThat(length === 1, `one entry waits, not ${length}`)
  }),

  define('keeps keys apart that differ in case, length or punctuation alone', async ({ put, key }) => {
    for (const variant of [
      `${key}-a`,
      `${key}-A`,
      `${key}-a:b`,
      `${key}-a%3Ab`,
      `${key}-a/b`,
      `${key}-${'a'.repeat(200)}`,
      `${key}-${'a'.repeat(199)}b`,
    ]) {
      expectAnswer(await put(entryFor(variant)), 'queued')
      expectAnswer(await put(entryFor(variant)), 'duplicate')
    }
  }),

  define('rejects if it cannot tell', async ({ harness, key, retentionMs }) => {
    const inbox = await harness.unreachable()
    const answer = await inbox.put(entryFor(key), retentionMs).catch(() => 'rejected')
    expectThat(answer === 'rejected', `put rejects without its queue, and does not answer ${answer}`)
  }),
]

interface Case {
  readonly harness: InboxHarness
  readonly key: string
  readonly retentionMs: number
  put(entry: InboxEntry): Promise<string>
}

function define(name: string, run: (parts: Case) => Promise<void>): InboxContractCase {
  return {
    name,
    run: (harness) => {
      const { retentionMs = 1000 } = harness
      return run({
        harness,
        key: `contract:${crypto.randomUUID()}`,
        retentionMs,
        put: (entry) => harness.inbox.put(entry, retentionMs),
      })
    },
  }
}

function entryFor(key: string): InboxEntry {
  return {
    version: 1,
    key,
    receiver: 'contract',
    provider: 'contract',
    eventName: 'video.completed',
    identity: key.slice(key.indexOf(':') + 1),
    scope: null,
    receivedAt: '2026-01-02T03:04:05.678Z',
    path: '/webhooks/contract',
    headers: { 'content-type': 'application/json' },
    body: '{"event":"video.completed"}',
    encoding: 'utf8',
    callback: null,
  }
}

function expectAnswer(actual: string, expected: string): void {
  expectThat(actual === expected, `put answers ${expected}, not ${actual}`)
}

function expectEntries(actual: readonly InboxEntry[], expected: readonly InboxEntry[]): void {
  expectThat(
    canonical(actual) === canonical(expected),
    `the entry comes out as it was put: ${canonical(expected).slice(0, 500)}`,
  )
}

/** A database may keep an object's members in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

function expectThat(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`The inbox breaks its contract. Expected: ${sentence}.`)
}
