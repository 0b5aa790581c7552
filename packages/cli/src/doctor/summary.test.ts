import { expect, test } from 'vitest'
import { shownTarget } from './summary.js'

const target = {
  provider: 'hoox',
  event: 'video_export.completed',
  secret: undefined,
  rotatedSecret: undefined,
  runId: '1',
  timeoutMs: 1,
  patienceMs: 1,
} as const

test.each([
  ['https://example.com/hook', 'https://example.com/hook'],
  ['https://example.com/hook?vidhook=-.secret', 'https://example.com/hook?…'],
  ['https://example.com/hook%3Fvidhook=-.secret', 'https://example.com/hook?…'],
  ['http://localhost:3000', 'http://localhost:3000/'],
])('%s is shown as %s', (url, shown) => {
  expect(shownTarget({ ...target, url })).toBe(shown)
})
