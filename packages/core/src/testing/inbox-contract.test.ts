import { describe, expect, test } from 'vitest'
import { GiveUpError, type MemoryInbox, memoryInbox } from '../inbox/index.js'
import { createReceiver, defineProvider, type Inbox } from '../index.js'
import { inboxContract } from './index.js'

type Break = (inbox: MemoryInbox) => Partial<Inbox>

/** The cases that an inbox fails, made anew for each. */
async function failing(breakIt: Break = () => ({})): Promise<string[]> {
  const failed: string[] = []
  for (const { name, run } of inboxContract) {
    let now = 0
    const memory = memoryInbox({ now: () => now })
    await run({
      inbox: { put: (...args) => memory.put(...args), ...breakIt(memory) },
      elapse: (ms) => {
        now += ms
      },
      waiting: async (key) => memory.waiting.filter((entry) => entry.key === key),
      settle: async (_key, as) => {
        await memory.work([worker(as)])
      },
      unreachable: () => ({ put: () => Promise.reject(new Error('ECONNREFUSED')), ...breakIt(memory) }),
    }).catch(() => failed.push(name))
  }
  return failed
}

function worker(as: 'done' | 'dead') {
  const provider = defineProvider({
    name: 'contract',
    timeoutMs: 5_000,
    events: {},
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'unidentified', reason: 'none' }),
  })
  const onUnrecognized = () => {
    if (as === 'dead') throw new GiveUpError('The contract says so.')
  }
  return createReceiver(provider, { log: false, onUnrecognized })
}

test('the contract is kept by a sound inbox', async () => {
  expect(await failing()).toEqual([])
})

describe('the contract is broken by an inbox that', () => {
  test.each<[string, Break, string]>([
    [
      'queues every entry',
      (inbox) => ({ put: (entry) => inbox.put({ ...entry, key: crypto.randomUUID() }, 1) }),
      'a duplicate',
    ],
    ['queues none', () => ({ put: async () => 'duplicate' }), 'as it was put'],
    ['keeps none', () => ({ put: async () => 'queued' }), 'as it was put'],
    [
      'remembers a key for ever',
      (inbox) => ({ put: (entry) => inbox.put(entry, Infinity) }),
      'the first entry is done',
    ],
    ['remembers a key only while it waits', byWaiting, 'the first entry is dead'],
    [
      'trims bodies',
      (inbox) => ({ put: (entry, ms) => inbox.put({ ...entry, body: entry.body.trim() }, ms) }),
      'every character',
    ],
    ['takes 64 kB', limited, '1 MiB'],
    ['reads before it writes', inTwoSteps, '20 puts at once'],
    [
      'does not tell upper from lower case',
      (inbox) => ({ put: (entry, ms) => inbox.put({ ...entry, key: entry.key.toLowerCase() }, ms) }),
      'keys apart',
    ],
    [
      'guesses',
      (inbox) => ({ put: (entry, ms) => inbox.put(entry, ms).catch(() => 'queued' as const) }),
      'cannot tell',
    ],
  ])('%s', async (_, breakIt, sentence) => {
    expect((await failing(breakIt)).some((name) => name.includes(sentence))).toBe(true)
  })
})

const byWaiting: Break = (inbox) => ({
  put: async (entry) => {
    if (inbox.waiting.some(({ key }) => key === entry.key)) return 'duplicate'
    return inbox.put(entry, 0)
  },
})

const limited: Break = (inbox) => ({
  put: async (entry, ms) => {
    if (entry.body.length > 65_536) throw new Error('too large')
    return inbox.put(entry, ms)
  },
})

const inTwoSteps: Break = (inbox) => ({
  put: async (entry, ms) => {
    const known = inbox.waiting.some(({ key }) => key === entry.key)
    await Promise.resolve()
    return known ? 'duplicate' : inbox.put({ ...entry }, -1).then(() => (ms > 0 ? 'queued' : 'duplicate'))
  },
})
