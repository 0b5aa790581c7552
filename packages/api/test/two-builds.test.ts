import { createRequire } from 'node:module'
import { ApiError } from '@vidhook/api'
import { expect, test } from 'vitest'

const required: typeof import('@vidhook/api') = createRequire(import.meta.url)('@vidhook/api')
const details = { provider: 'jogg', call: 'GET /v2/endpoints' } as const

test('instanceof recognizes an ApiError of the CommonJS build beside the ESM build, and nothing else', () => {
  class Mine extends ApiError {}
  const own = new ApiError('timeout', 'own', details)
  const foreign = new required.ApiError('timeout', 'foreign', details)
  expect(required.ApiError).not.toBe(ApiError)
  for (const error of [own, foreign, new Mine('timeout', 'mine', details)]) {
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toBeInstanceOf(required.ApiError)
  }
  expect(own).not.toBeInstanceOf(Mine)
  expect(foreign).not.toBeInstanceOf(Mine)
  for (const other of [new Error('other'), {}, { name: 'ApiError' }, null, 'text'])
    expect(other instanceof ApiError).toBe(false)
})
