import { expect, test } from 'vitest'
import { shownUrl, targetUrl } from './target-url.js'

test.each([
  ['/hook?vidhook=-.secret', '/hook?vidhook=…'],
  ['/hook?a=1&vidhook=-.secret&b=2', '/hook?a=1&vidhook=…&b=2'],
  ['/hook?vidhook=-.one&vidhook=-.secret', '/hook?vidhook=…&vidhook=…'],
  ['/hook%3Fvidhook=-.secret', '/hook%3Fvidhook=…'],
  ['/hook%3fvidhook%3D-.secret', '/hook%3fvidhook%3D…'],
  ['/hook%253Fvidhook%253D-.secret', '/hook%253Fvidhook%253D…'],
  ['https://example.com/hook?VidHook=-.secret#top', 'https://example.com/hook?VidHook=…#top'],
  ['/vidhook?a=1', '/vidhook?a=1'],
])('%s is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown)
})

test('a message about a URL that cannot be used leaves the token out, too', () => {
  expect(() => targetUrl('localhost:3000/hook?vidhook=-.secret')).toThrow(
    /not "localhost:3000\/hook\?vidhook=…"/,
  )
})
