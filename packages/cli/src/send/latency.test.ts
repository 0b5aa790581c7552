import { expect, test } from 'vitest'
import { duration, latencyOf } from './latency.js'

test('a percentile is a duration that occurred', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(latencyOf(hundred)).toEqual({ min: 1, median: 50, p95: 95, p99: 99, max: 100 })
})

test('one answer is all of them', () => {
  expect(latencyOf([7])).toEqual({ min: 7, median: 7, p95: 7, p99: 7, max: 7 })
})

test('durations are sorted as numbers', () => {
  expect(latencyOf([10, 9, 100])).toMatchObject({ min: 9, median: 10, max: 100 })
})

test('no answer has no latency', () => {
  expect(latencyOf([])).toBeUndefined()
})

test.each([
  [0.84, '0.8 ms'],
  [9.96, '10 ms'],
  [12.3, '12 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [4020, '4.02 s'],
])('%d ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})
