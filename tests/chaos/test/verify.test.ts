import { describe, expect, test } from 'vitest'
import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'
import type { Facts, Fault, StoreCall } from '../src/facts.js'
import { verify } from '../src/verify.js'
import { attempt, event, factsOf, fault, planned, run } from './facts.js'

const judge = (facts: Partial<Facts>, provider: ProviderName = 'jogg') =>
  verify(planned(provider), factsOf(facts))

test('an event that succeeded once and was acknowledged after that is as it should be', () => {
  const verdict = judge({ attempts: [attempt(110, 'processed')], runs: [run(1, 100, 105)] })
  expect(verdict).toMatchObject({ violations: [], twice: [], discarded: [], rescued: [] })
})

test('an event that was acknowledged without a success is a broken promise', () => {
  const { violations } = judge({ attempts: [attempt(110, 'duplicate')], runs: [run(1, 100, undefined)] })
  expect(violations.map(({ what }) => what).join()).toContain('before it had succeeded')
})

test('an event that succeeded after it was acknowledged is a broken promise', () => {
  const { violations } = judge({ attempts: [attempt(110, 'processed')], runs: [run(1, 100, 111)] })
  expect(violations).toHaveLength(1)
})

test('an event that nobody ran is missing, unless Hoox has given it up', () => {
  const attempts = [attempt(110, 'failed', { last: true, number: 3 })]
  expect(judge({ attempts }).violations).toHaveLength(1)
  expect(judge({ attempts }, 'hoox')).toMatchObject({
    violations: [],
    discarded: [{ event, what: 'failed' }],
  })
})

test('a provider that does not try as often as it says is noticed', () => {
  const { violations } = judge({ attempts: [attempt(110, 'busy')], runs: [run(1, 100, 105)] })
  expect(violations).toEqual([{ event, what: 'The provider gave up too early.' }])
})

test('an event that another replica ran after a kill was rescued', () => {
  const runs = [run(1, 100, undefined), run(2, 4_000, 4_100)]
  expect(judge({ attempts: [attempt(4_110, 'processed')], runs }).rescued).toEqual([event])
})

describe('an event that ran to success twice', () => {
  const attempts = [attempt(5_110, 'processed')]
  const runs = [run(1, 100, 1_000), run(2, 5_000, 5_100)]
  const completed: StoreCall = { event, replica: 2, pid: 2, call: 'complete', answer: 'true', at: 5_105 }
  const judgeTwice = (faults: readonly Fault[], storeCalls: readonly StoreCall[] = [completed]) =>
    judge({ attempts, runs, faults, storeCalls })

  test('is a broken promise', () => {
    expect(judgeTwice([]).violations).toEqual([{ event, what: 'It ran to success 2 times.' }])
  })

  test('is explained by a worker that was killed after the work, before it could say so', () => {
    const { violations, twice } = judgeTwice([fault('kill', 1_004)])
    expect(violations).toEqual([])
    expect(twice[0]?.what).toContain('killed 4 ms after the work')
  })

  test('is explained by a worker that was killed when what it wrote was on its way already', () => {
    expect(judgeTwice([fault('kill', 960)]).twice[0]?.what).toContain('on the way to the ledger')
  })

  test.each([
    ['long after', 9_000],
    ['before', 50],
  ])('is not explained by a kill %s the work', (_, at) => {
    expect(judgeTwice([fault('kill', at)]).violations).toHaveLength(1)
  })

  test('is not explained by a kill after the store knew', () => {
    const said: StoreCall = { ...completed, replica: 1, pid: 1, at: 1_001 }
    expect(judgeTwice([fault('kill', 1_004)], [said, completed]).violations).toHaveLength(1)
  })

  test("is not explained by another process's end", () => {
    expect(judgeTwice([fault('kill', 1_004, 3)]).violations).toHaveLength(1)
  })

  test.each(['freeze', 'stall'] as const)(
    'is explained by a %s of a worker while it had the event',
    (kind) => {
      const { violations, twice } = judge({
        attempts,
        storeCalls: [completed],
        runs: [run(1, 100, 9_005), run(2, 5_000, 5_100)],
        faults: [fault(kind, 500), fault('thaw', 9_000)],
      })
      expect(violations).toEqual([])
      expect(twice[0]?.what).toContain(
        'frozen for 8500 ms while it had the event, and replica 2 took it over',
      )
    },
  )

  test('is explained by a worker that was frozen, lost the event, and was given it again', () => {
    const { violations, twice } = judge({
      attempts: [attempt(9_500, 'processed')],
      storeCalls: [{ ...completed, replica: 1, pid: 1, at: 9_490 }],
      runs: [run(1, 100, 9_005), run(1, 9_100, 9_480)],
      faults: [fault('freeze', 500), fault('thaw', 9_000)],
    })
    expect(violations).toEqual([])
    expect(twice[0]?.what).toContain('frozen for 8500 ms')
  })

  test('is explained by a store that was away for longer than the lease', () => {
    const away = (forMs: number) => judgeTwice([fault('store down', 500), fault('store up', 500 + forMs)])
    expect(away(2_500).violations).toEqual([])
    expect(away(2_500).twice[0]?.what).toContain('The store was away for 2500 ms')
    expect(away(1_900).violations).toHaveLength(1)
  })

  test('is not explained by a worker that was frozen at another time', () => {
    expect(judgeTwice([fault('freeze', 20_000), fault('thaw', 29_000)]).violations).toHaveLength(1)
  })
})
