import { expect, test } from 'vitest'
import type { Summary } from '../summary.js'
import { groupByEvent } from './group.js'

function summary(id: number, more: Partial<Summary> = {}): Summary {
  return {
    id,
    receivedAt: '',
    origin: { kind: 'received' },
    method: 'POST',
    url: '/',
    outcome: 'processed',
    ...more,
  }
}

const idsOf = (...newestFirst: readonly Summary[]) =>
  groupByEvent(newestFirst).map((group) => group.map(({ id }) => id))

test('deliveries of one identity stand together, where the newest of them stands', () => {
  const jogg = { provider: 'jogg', identity: 'e_1' } as const
  expect(idsOf(summary(4), summary(3, jogg), summary(2), summary(1, jogg))).toEqual([[4], [3, 1], [2]])
})

test('a refused delivery stands with the one of the same bytes that was accepted later', () => {
  const accepted = summary(2, { provider: 'jogg', identity: 'e_1', bodyHash: 'a' })
  expect(idsOf(accepted, summary(1, { bodyHash: 'a' }))).toEqual([[2, 1]])
})

test('providers may use the same identity, and empty bodies are nothing in common', () => {
  const other = { identity: 'e_1', provider: 'hoox' } as const
  expect(idsOf(summary(2, { ...other, provider: 'jogg' }), summary(1, other))).toEqual([[2], [1]])
  expect(idsOf(summary(2), summary(1))).toEqual([[2], [1]])
})
