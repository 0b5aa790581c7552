import { afterEach, expect, test, vi } from 'vitest'
import { nodeCrypto } from './hmac.js'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('Node has its own crypto', () => {
  expect(nodeCrypto()).toHaveProperty('createHmac')
})

test('a runtime without process has none', () => {
  vi.stubGlobal('process', undefined)
  expect(nodeCrypto()).toBeUndefined()
})

test("a runtime whose process has functions that throw, as Next's Edge runtime, has none", () => {
  vi.stubGlobal('process', {
    getBuiltinModule() {
      throw new Error('A Node.js API is used (process.getBuiltinModule) which is not supported.')
    },
  })
  expect(nodeCrypto()).toBeUndefined()
})
