import type { TestDelivery } from '@vidhook/core/testing'
import { expect, test } from 'vitest'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import type { HttpReply } from '../http-client.js'
import { schedules } from '../providers/schedule.js'
import { deliver } from './deliver.js'

const delivery: TestDelivery = {
  method: 'POST',
  url: 'http://localhost/',
  headers: {},
  body: new Uint8Array(),
}
const answered = (status: number): HttpReply => ({
  kind: 'answered',
  status,
  headers: [],
  body: Buffer.alloc(0),
  cut: false,
  durationMs: 1,
})
const signal = new AbortController().signal

/** Plays the provider against an endpoint that gives these answers, the last one for ever. */
async function play(provider: ProviderName, answers: readonly HttpReply[], retry = true) {
  const waits: number[] = []
  const limits: number[] = []
  const attempts = await deliver(delivery, {
    schedule: schedules[provider],
    retry,
    signal,
    async post(_delivery, { timeoutMs }) {
      limits.push(timeoutMs)
      return answers[limits.length - 1] ?? answers.at(-1) ?? answered(200)
    },
    wait: async (ms) => void waits.push(ms),
  })
  return { attempts, waits, limits }
}

test('Hoox tries again after 1 and 2 s, waits 10 s for each answer, and then discards the event', async () => {
  const { attempts, waits, limits } = await play('hoox', [answered(503)])
  expect(waits).toEqual([1_000, 2_000])
  expect(limits).toEqual([10_000, 10_000, 10_000])
  expect(attempts.at(-1)).toEqual({ number: 3, answer: answered(503), acknowledged: false })
})

test('JoggAI waits 5 s for each answer', async () => {
  const { attempts, waits, limits } = await play('jogg', [answered(500)])
  expect(new Set(limits)).toEqual(new Set([5_000]))
  expect(attempts).toHaveLength(waits.length + 1)
})

test('a provider stops at the first acknowledgment', async () => {
  const { attempts, waits } = await play('hoox', [
    answered(503),
    { kind: 'timeout', connected: true, durationMs: 1 },
    answered(204),
  ])
  expect(attempts.map(({ acknowledged }) => acknowledged)).toEqual([false, false, true])
  expect(waits).toEqual([1_000, 2_000])
})

test.each([199, 302, 401, 404, 422])('a %i does not acknowledge', async (status) => {
  const { attempts } = await play('jogg', [answered(status), answered(200)])
  expect(attempts).toHaveLength(2)
})

test('without retries there is one try', async () => {
  const { attempts, waits } = await play('hoox', [answered(503)], false)
  expect(attempts).toEqual([{ number: 1, answer: answered(503), acknowledged: false }])
  expect(waits).toEqual([])
})
