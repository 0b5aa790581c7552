import { describe, expect, test } from 'vitest'
import type { Facts, Fault } from '../src/facts.js'
import { inboxRules } from '../src/inbox-rules.js'
import { verify } from '../src/verify.js'
import { attempt, entry, event, factsOf, fault, planned, run } from './facts.js'

const judge = (facts: Partial<Facts>) => verify(planned('jogg'), factsOf(facts), inboxRules)
const broken = (facts: Partial<Facts>) => judge(facts).violations.map(({ what }) => what)

const attempts = [attempt(110, 'queued')]
const done = entry('done', { finishedAt: 310 })

test('an event that was acknowledged, and then succeeded once, is as it should be', () => {
  const verdict = judge({ attempts, runs: [run(1, 200, 300)], entries: [done] })
  expect(verdict).toMatchObject({ violations: [], twice: [], dead: [], rescued: [] })
})

test('an event that was acknowledged and that the inbox does not have is lost', () => {
  expect(broken({ attempts })).toContain('It was acknowledged, and the inbox does not have it.')
})

test('an event that waits at the end is a broken promise', () => {
  expect(broken({ attempts, entries: [entry('waiting')] })).toContain('It is still waiting at the end.')
})

test('an event that is done without a success before is a broken promise', () => {
  expect(broken({ attempts, entries: [done] })).toContain('It was done before it had succeeded.')
  expect(broken({ attempts, runs: [run(1, 200, 320)], entries: [done] })).toEqual([
    'It was done before it had succeeded.',
  ])
})

test('an event that the inbox took twice is a broken promise', () => {
  expect(broken({ attempts, runs: [run(1, 200, 300)], entries: [done, done] })).toEqual([
    'The inbox took it 2 times.',
  ])
})

describe('a dead event', () => {
  const dead = entry('dead', { finishedAt: 900, error: 'As planned.' })
  const failures = (count: number) =>
    Array.from({ length: count }, (_, index) => run(1, 200 + index, 201 + index, 'failed'))
  const ended = { ...dead, error: 'The process ended twice while …' }

  test('is as it should be after its last attempt, or if its process ended twice', () => {
    const verdict = judge({ attempts, runs: failures(4), entries: [dead] })
    expect(verdict).toMatchObject({ violations: [], dead: [{ event, what: 'As planned.' }] })
    const killed = { runs: [run(1, 200, undefined)], faults: [fault('kill', 250)] }
    expect(broken({ attempts, entries: [ended], ...killed })).toEqual([])
    const frozen = { runs: [run(1, 200, 950)], faults: [fault('freeze', 250), fault('thaw', 940)] }
    expect(broken({ attempts, entries: [ended], ...frozen })).toEqual([])
  })

  test('is a broken promise before, or for another reason', () => {
    expect(broken({ attempts, runs: failures(3), entries: [dead] })).toEqual(['It is dead: As planned.'])
    expect(broken({ attempts, runs: [run(1, 200, 300)], entries: [ended] })).toHaveLength(1)
    const other = { ...dead, error: 'This worker has no receiver named "jogg".' }
    expect(broken({ attempts, runs: failures(4), entries: [other] })).toHaveLength(1)
  })
})

describe('a second success', () => {
  const runs = [run(1, 100, 1_000), run(2, 5_000, 5_100)]
  const entries = [entry('done', { finishedAt: 5_105 })]
  const twice = (faults: readonly Fault[], facts: Partial<Facts> = {}) =>
    judge({ attempts, runs, entries, faults, ...facts })

  test('is a broken promise', () => {
    expect(twice([]).violations).toEqual([{ event, what: 'It ran to success 2 times.' }])
  })

  test('is explained by a worker that was killed before it could tell the queue', () => {
    expect(twice([fault('kill', 1_004)])).toMatchObject({
      violations: [],
      twice: [{ what: 'Replica 1 was killed 4 ms after the work, before that was known.' }],
    })
  })

  test('is not explained by a kill after the queue was told', () => {
    const told = [entry('done', { finishedAt: 1_002 })]
    expect(twice([fault('kill', 1_004)], { entries: told }).violations).toHaveLength(1)
  })

  test('is explained by a worker that was frozen while it had the event', () => {
    expect(twice([fault('freeze', 500), fault('thaw', 20_000)]).violations).toEqual([])
  })

  const away = (downAt: number, upAt: number) => [
    { kind: 'store down', at: downAt } as const,
    { kind: 'store up', at: upAt } as const,
  ]

  test('is explained by a database that was away when the queue was to be told', () => {
    expect(twice(away(900, 1_500)).twice[0]?.what).toContain(
      'away for 600 ms when replica 1 had done the work',
    )
    expect(twice(away(1_200, 1_500)).violations).toEqual([])
  })

  test('is explained by a database that was away while a lock was to be renewed', () => {
    const long = [run(1, 100, 7_000), run(2, 15_000, 15_100)]
    const late = [entry('done', { finishedAt: 15_105 })]
    expect(twice(away(4_000, 4_500), { runs: long, entries: late }).violations).toEqual([])
  })

  test('is not explained by a database that was away at another time', () => {
    expect(twice(away(100, 500)).violations).toHaveLength(1)
    expect(twice(away(3_000, 3_500)).violations).toHaveLength(1)
    expect(twice(away(9_000, 9_500)).violations).toHaveLength(1)
  })
})

test('what the control acknowledged is lost if it has neither succeeded nor died', () => {
  const plan = { ...planned('jogg'), events: [], controls: planned('jogg').events }
  const lost = (facts: Partial<Facts>) =>
    verify(plan, factsOf({ attempts, ...facts }), inboxRules).lostByControl
  expect(lost({})).toEqual([event])
  expect(lost({ runs: [run(1, 200, undefined)] })).toEqual([event])
  expect(lost({ runs: [run(1, 200, 300)] })).toEqual([])
  expect(lost({ entries: [entry('dead')] })).toEqual([])
  expect(lost({ attempts: [attempt(110, 'unavailable')] })).toEqual([])
})
