import { describe, expect, test, vi } from 'vitest'
import { createReceiver, defineProvider, hoox, jogg, type ReceiverOptions } from './index.js'

const create = (options: ReceiverOptions<never>) =>
  createReceiver(jogg({ secret: 's' }), { log: false, ...options })
const NUMBERS = [
  'deadlineMs',
  'leaseMs',
  'retentionMs',
  'maxBodyBytes',
  'bodyTimeoutMs',
  'storeTimeoutMs',
  'maxRunMs',
] as const

describe.each(NUMBERS)('%s', (name) => {
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '5000', {}])(
    'cannot be %s',
    (value) => {
      const shown = typeof value === 'string' ? `the string ${value}` : value
      expect(() => create({ [name]: value })).toThrow(`${name} must be a positive number, not ${shown}.`)
    },
  )

  test('may be left undefined', () => {
    expect(() => create({ [name]: undefined })).not.toThrow()
  })
})

test.each(['leaseMs', 'bodyTimeoutMs', 'storeTimeoutMs', 'maxRunMs'] as const)(
  '%s is at most what a timer can wait: a longer one would fire at once',
  (name) => {
    expect(() => create({ [name]: 2 ** 31 - 1 })).not.toThrow()
    expect(() => create({ [name]: 2 ** 31 })).toThrow(`${name} must be at most 2147483647 (24 days)`)
  },
)

test('an event may be remembered for 100 years, far longer than a timer can wait, and no longer', () => {
  const century = 100 * 365 * 24 * 60 * 60 * 1000
  expect(() => create({ retentionMs: century })).not.toThrow()
  expect(() => create({ retentionMs: century + 1 })).toThrow(
    'retentionMs must be at most 3153600000000 (100 years), not 3153600000001.',
  )
})

test.each([
  ['retentionMs', '3153600000000 (100 years)'],
  ['maxRunMs', '2147483647 (24 days)'],
  ['maxBodyBytes', '9007199254740991'],
])('%s of Infinity is told the largest that there is', (name, largest) => {
  expect(() => create({ [name]: Number.POSITIVE_INFINITY })).toThrow(
    `${name} must be a positive number, not Infinity. The largest is ${largest}.`,
  )
})

test("a provider's own lease and retention are checked as well", () => {
  const patient = { ...jogg({ secret: 's' }), retentionMs: Number.POSITIVE_INFINITY }
  expect(() => createReceiver(patient, { log: false })).toThrow('The largest is 3153600000000 (100 years).')
  const unhurried = { ...jogg({ secret: 's' }), leaseMs: 2 ** 31 }
  expect(() => createReceiver(unhurried, { log: false })).toThrow('leaseMs must be at most 2147483647')
})

describe('deadlineMs is shorter than the provider waits', () => {
  const jogging = (deadlineMs: number) => createReceiver(jogg({ secret: 's' }), { deadlineMs, log: false })
  const hooxing = (deadlineMs: number) =>
    createReceiver(hoox({ callbackSecret: 's' }), { deadlineMs, log: false })

  test.each([
    ['jogg', jogging, 5_000],
    ['hoox', hooxing, 10_000],
  ])('%s', (name, createWith, timeoutMs) => {
    expect(() => createWith(timeoutMs - 1)).not.toThrow()
    for (const deadlineMs of [timeoutMs, timeoutMs + 1]) {
      expect(() => createWith(deadlineMs)).toThrow(
        `deadlineMs is ${deadlineMs}, but ${name} waits ${timeoutMs} ms for an answer: choose a shorter deadline.`,
      )
    }
  })

  test('without a word about it, even for a provider that waits only a moment', () => {
    for (const timeoutMs of [1, 500, 1_500]) {
      const hasty = defineProvider({
        name: 'hasty',
        timeoutMs,
        events: {},
        authenticate: () => ({ ok: true }),
        identify: () => ({ kind: 'unidentified', reason: 'none' }),
      })
      expect(() => createReceiver(hasty, { log: false })).not.toThrow()
    }
  })
})

describe('options in JavaScript', () => {
  const warnings = (options: object) => {
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    createReceiver(jogg({ secret: 's' }), { ...options, log })
    return log.warn.mock.calls
  }

  test.each([
    ['deadlineMS', 'deadlineMs'],
    ['onDelivry', 'onDelivery'],
    ['stores', 'store'],
    ['logger', 'log'],
    ['handlers', 'on'],
    ['events', 'on'],
    ['ttl', 'retentionMs'],
    ['timeoutMs', 'deadlineMs'],
    ['bodyLimit', 'maxBodyBytes'],
  ])('%s is warned of, and %s is offered', (name, nearest) => {
    expect(warnings({ [name]: 1 })).toEqual([
      [expect.objectContaining({ code: 'option_unknown', name, nearest }), expect.stringContaining(nearest)],
    ])
  })

  test.each([
    'path',
    'prefix',
    'logLevel',
    'logSerializers',
    'secret',
    'callbackSecret',
    'onClose',
    'a',
    'no',
  ])("%s may be an adapter's, and is left alone", (name) => {
    expect(warnings({ [name]: 1 })).toEqual([])
  })

  test.each(['onUnrecognized', 'onDelivery'] as const)('%s must be a function', (name) => {
    expect(() => create({ [name]: 'log' })).toThrow(`${name} must be a function, not string.`)
  })
})

describe('what is given in the wrong place', () => {
  test.each([{ secret: 's3cret' }, { on: {} }])('an object for a secret is told so', (secret) => {
    // @ts-expect-error an object is no secret
    expect(() => jogg({ secret })).toThrow(
      /^JoggAI's secret must be a string, a list of strings, or a function.* the secret comes first/,
    )
  })

  test('null for options is told what they are', () => {
    // @ts-expect-error null is no object
    expect(() => jogg(null)).toThrow(/takes an object: \{ secret, … \}/)
    // @ts-expect-error null is no object
    expect(() => hoox(null)).toThrow(/take an object: \{ callbackSecret, … \}/)
  })

  test('a string for options is told so, and not repeated', () => {
    // @ts-expect-error a string is no object
    expect(() => jogg('whsec_top')).toThrow(/^(?!.*whsec_top).*takes an object/)
    // @ts-expect-error a string is no object
    expect(() => hoox('whsec_top')).toThrow(/^(?!.*whsec_top).*take an object/)
  })
})
