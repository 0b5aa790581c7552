import { expect, test } from 'vitest'
import { createReceiver, jogg } from '../index.js'
import { asksFor, defaultPath } from './node.js'

test.each([
  ['/hook', '/hook'],
  ['/hook/', '/hook'],
  ['/hook', '/hook/'],
  ['/hook?vidhook=token', '/hook'],
  ['/hook/?a=/b', '/hook'],
  ['/', '/'],
  ['?a=1', ''],
])('%s asks for %s', (url, path) => {
  expect(asksFor(url, path)).toBe(true)
})

test.each([
  ['/hook/below', '/hook'],
  ['/hooks', '/hook'],
  ['/Hook', '/hook'],
  ['/', '/hook'],
  ['/elsewhere?/hook', '/hook'],
  ['/hook//', '/hook'],
])('%s does not ask for %s', (url, path) => {
  expect(asksFor(url, path)).toBe(false)
})

test('the default path is that of the provider', () => {
  expect(defaultPath(createReceiver(jogg({ secret: 's' }), { log: false }))).toBe('/webhooks/jogg')
})
