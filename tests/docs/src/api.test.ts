import { expect, test } from 'vitest'
import { page } from './pages.js'
import { publishedTypes } from './published-types.js'

const { membersOf } = publishedTypes('api')
const errors = page('docs/api.md').text.split('\n## Errors\n')[1]?.split('\n## ')[0] ?? ''

test('docs/api.md explains every code of an ApiError, and no other', () => {
  const explained = [...errors.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, code]) => code)
  expect(explained.sort()).toEqual([...membersOf('ApiErrorCode')].sort())
})

test('docs/api.md lists every option of a client', () => {
  const options = page('docs/api.md').text.split('\n## Options\n')[1]?.split('\n## ')[0] ?? ''
  const listed = [...options.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual([...membersOf('ClientOptions')].sort())
})
