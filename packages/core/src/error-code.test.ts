import { expect, test } from 'vitest'
import { errorCode } from './error-code.js'

test("an error's code is returned", () => {
  expect(errorCode(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toBe('ENOENT')
  expect(errorCode({ code: '40001' })).toBe('40001')
})

test.each([[new Error('gone')], [{ code: '' }], [{ code: 7 }], [null], [undefined], ['ENOENT']])(
  '%o has no code',
  (error) => {
    expect(errorCode(error)).toBeUndefined()
  },
)
