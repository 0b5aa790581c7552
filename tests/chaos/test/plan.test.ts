import { expect, test } from 'vitest'
import { optionsOf } from '../src/options.js'
import { planOf } from '../src/plan.js'
import { providers } from '../src/providers.js'
import { type Role, storeSetup } from '../src/setup.js'

const setup = storeSetup(4)
const options = { events: 2_000, eventsPerSecond: 80, setup, faultEveryMs: 1_500, lateEvery: 100 }
const DEADLINES = { jogg: 4_000, hoox: 9_000 }
const ALL_FAULTS = new Set(['kill', 'stop', 'freeze', 'restart store'])

test('the same seed gives the same plan, and another seed another one', () => {
  expect(planOf({ ...options, seed: 1 })).toEqual(planOf({ ...options, seed: 1 }))
  expect(planOf({ ...options, seed: 2 }).events).not.toEqual(planOf({ ...options, seed: 1 }).events)
})

test('a plan has all that is meant to be difficult', () => {
  const { events, faults } = planOf({ ...options, seed: 1 })
  expect(events.some(({ provider, work }) => work.durationMs > DEADLINES[provider])).toBe(true)
  expect(events.some(({ work }) => work.failures > providers.hoox.retriesAfterMs.length)).toBe(true)
  expect(events.some(({ deliveriesAt: [first, second] }) => first === second)).toBe(true)
  expect(events.some(({ deliveriesAt: [first = 0, second = 0] }) => second > first + 1_000)).toBe(true)
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(ALL_FAULTS)
})

test('a short plan has all of it, too, whatever its seed', () => {
  for (let seed = 0; seed < 30; seed++) {
    const { events, faults } = planOf({ ...options, events: 300, eventsPerSecond: 25, lateEvery: 30, seed })
    expect(events.filter(({ provider, work }) => work.durationMs > DEADLINES[provider])).toHaveLength(10)
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(ALL_FAULTS)
  }
})

test('an inbox is broken from both sides, and its control among them', () => {
  const { setup, ...options } = optionsOf(['--inbox', 'both', '--seed', '1'])
  const { faults, controls } = planOf({ ...options, setup })
  const count = (kind: string, ...roles: Role[]) =>
    faults.filter((fault) => {
      const role = 'replica' in fault ? setup.roles[fault.replica] : undefined
      return fault.kind === kind && (role === undefined || roles.includes(role))
    }).length
  expect(count('kill', 'web')).toBeGreaterThanOrEqual(100)
  expect(count('kill', 'control')).toBeGreaterThan(0)
  expect(count('kill', 'worker')).toBeGreaterThanOrEqual(50)
  expect(count('restart store')).toBeGreaterThanOrEqual(8)
  expect(controls).toHaveLength(2_000)
})

test('two replicas are always left in peace', () => {
  const { faults } = planOf({ ...options, seed: 1 })
  for (const { at } of faults) {
    const broken = faults.filter(
      (fault) => fault.at <= at && fault.at + fault.forMs > at && 'replica' in fault,
    )
    expect(broken.length).toBeLessThanOrEqual(2)
  }
})
