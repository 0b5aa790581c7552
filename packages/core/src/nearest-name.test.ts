import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.js'

test.each([
  ['a letter too few', 'secrt', 'secret'],
  ['another case', 'SECRET', 'secret'],
  ['half of the letters', 'seXXXt', 'secret'],
  ['more than half of them', 'sXXXXt', undefined],
  ['the nearer of two', 'secretz', 'secret'],
  ['nothing', '', undefined],
])('with %s', (_, name, nearest) => {
  expect(nearestName(name, ['sechzig', 'secret'])).toBe(nearest)
})

test('with no more than the given number of changes', () => {
  expect(nearestName('sekret', ['secret'], 1)).toBe('secret')
  expect(nearestName('zekret', ['secret'], 1)).toBeUndefined()
  expect(nearestName('anything', [])).toBeUndefined()
})
