import { describe, expect, test } from 'vitest'
import { answerTone, describeTime, outcomeOf } from './describe.js'
import type { AppAnswer, Result } from './kept-delivery.js'

describe('describeTime', () => {
  const local = (day: number, hour: number) => new Date(2026, 2, day, hour, 4, 9)

  test('is the time of day, and for another day the day before it', () => {
    const now = local(14, 23)
    expect(describeTime(local(14, 7).toISOString(), now)).toBe('07:04:09')
    expect(describeTime(local(13, 17).toISOString(), now)).toBe('2026-03-13 17:04:09')
  })
})

describe('tones', () => {
  const app: AppAnswer = {
    kind: 'answered',
    url: '',
    status: 200,
    headers: [],
    body: '',
    bodyBytes: 0,
    durationMs: 1,
  }
  const good: Result = {
    provider: 'jogg',
    verification: { state: 'verified' },
    outcome: { kind: 'processed', status: 200, body: '' },
    claimed: false,
    deviations: [],
    status: 200,
    durationMs: 1,
    app,
  }

  test('an acknowledgment is good, unless it came too late, or a forger got it', () => {
    expect(answerTone(good)).toBe('good')
    expect(answerTone({ ...good, status: 503 })).toBe('bad')
    expect(answerTone({ ...good, durationMs: 5001 })).toBe('bad')
    expect(answerTone({ ...good, provider: 'unknown', durationMs: 5001 })).toBe('good')
    expect(answerTone({ ...good, verification: { state: 'refused', reason: '' } })).toBe('bad')
  })

  test('a duplicate is neither good nor bad', () => {
    expect(outcomeOf('duplicate').tone).toBe('plain')
  })
})
