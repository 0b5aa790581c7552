import { expect, test } from 'vitest'
import { targetUrl } from './target-url.js'

test('the message about an unusable URL does not show its token', () => {
  expect(() => targetUrl('localhost:3000/hook?vidhook=-.secret')).toThrow(
    /not "localhost:3000\/hook\?vidhook=…"/,
  )
})
