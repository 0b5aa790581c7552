import { expect, test, vi } from 'vitest'
import { type Standstill, watchStandstills } from '../src/replica/standstill.js'

test('a process that did not run for a while tells how long', async () => {
  const told: Standstill[] = []
  watchStandstills((standstill) => told.push(standstill))
  const end = Date.now() + 700
  while (Date.now() < end);
  const { from, until } = await vi.waitFor(() => told[0] ?? expect.fail('nothing'), { timeout: 10_000 })
  expect(until - from).toBeGreaterThanOrEqual(700)
})
