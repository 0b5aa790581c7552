import { expect, test } from 'vitest'
import { hideTokens } from './hide-tokens.js'

test.each([
  ['/hook?vidhook=-.secret', '/hook?vidhook=…'],
  ['/hook?a=1&vidhook=-.secret&b=2', '/hook?a=1&vidhook=…&b=2'],
  ['/hook?vidhook=-.one&vidhook=-.secret', '/hook?vidhook=…&vidhook=…'],
  ['/hook%3Fvidhook=-.secret', '/hook%3Fvidhook=…'],
  ['/hook%3fvidhook%3D-.secret', '/hook%3fvidhook%3D…'],
  ['/hook%253Fvidhook%253D-.secret', '/hook%253Fvidhook%253D…'],
  ['https://example.com/hook?VidHook=-.secret#top', 'https://example.com/hook?VidHook=…#top'],
  ['<a href="/hook?vidhook=1789.e30.a_b-c">here</a>', '<a href="/hook?vidhook=…">here</a>'],
  ['/vidhook?a=1', '/vidhook?a=1'],
])('%s is shown as %s', (text, shown) => {
  expect(hideTokens(text)).toBe(shown)
})
