import { expect, test } from 'vitest'
import { connectionFailure } from './connection-failure.js'

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })

test.each([
  ['the error of a socket', refused, 'ECONNREFUSED'],
  ['what fetch wraps around it', new TypeError('fetch failed', { cause: refused }), 'ECONNREFUSED'],
  ['a list of errors, one an address', new AggregateError([refused, refused]), 'ECONNREFUSED'],
  [
    'a list inside of what fetch throws',
    new TypeError('', { cause: new AggregateError([refused]) }),
    'ECONNREFUSED',
  ],
  ['an error without a code', new TypeError('fetch failed', { cause: new Error('bad port') }), 'bad port'],
  ['something that is no error', 'gone', 'gone'],
])('%s', (_, error, failure) => {
  expect(connectionFailure(error)).toBe(failure)
})
