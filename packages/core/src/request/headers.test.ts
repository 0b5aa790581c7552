import { describe, expect, test } from 'vitest'
import { deliveryHeaders, type HeadersInput } from './headers.js'

const spellings: [string, HeadersInput][] = [
  ["Node's record", { 'x-id': 'a', Accept: 'b' }],
  ['Headers', new Headers({ 'X-Id': 'a', accept: 'b' })],
  [
    'pairs',
    [
      ['X-ID', 'a'],
      ['Accept', 'b'],
    ],
  ],
  [
    'a Map',
    new Map([
      ['x-Id', 'a'],
      ['ACCEPT', 'b'],
    ]),
  ],
]

describe.each(spellings)('headers as %s', (_, input) => {
  test('are found in any case', () => {
    const headers = deliveryHeaders(input)
    for (const name of ['x-id', 'X-ID', 'X-Id']) {
      expect(headers.get(name)).toBe('a')
      expect(headers.has(name)).toBe(true)
    }
    // A name with a length that no header has, and one with a length that some header has.
    for (const name of ['missing', 'y-id']) {
      expect(headers.get(name)).toBeUndefined()
      expect(headers.has(name)).toBe(false)
    }
  })

  test('are listed in lower case, any number of times', () => {
    const headers = deliveryHeaders(input)
    for (let turn = 0; turn < 2; turn++) {
      expect(Object.fromEntries(headers)).toEqual({ 'x-id': 'a', accept: 'b' })
    }
  })
})

describe('a header that was sent twice', () => {
  const appended = new Headers({ 'x-id': 'a' })
  appended.append('X-ID', 'b')

  test.each<[string, HeadersInput]>([
    ['as a list', { 'x-id': ['a', 'b'] }],
    ['under two spellings', { 'x-id': 'a', 'X-Id': 'b' }],
    ['appended', appended],
    [
      'as pairs',
      [
        ['x-id', 'a'],
        ['x-id', 'b'],
      ],
    ],
  ])('%s is joined', (_, input) => {
    expect(deliveryHeaders(input).get('x-id')).toBe('a, b')
  })
})

test('an undefined header is absent, an empty one is not', () => {
  const headers = deliveryHeaders({ gone: undefined, empty: '' })
  expect(headers.has('gone')).toBe(false)
  expect(headers.has('empty')).toBe(true)
  expect(headers.get('empty')).toBe('')
  expect([...headers]).toEqual([['empty', '']])
})

test('in JavaScript, a header may be a number or null', () => {
  const record: Record<string, string> = JSON.parse('{"length":7,"none":null,"many":[1,2]}')
  for (const headers of [deliveryHeaders(record), deliveryHeaders(new Map(Object.entries(record)))]) {
    expect(headers.get('length')).toBe('7')
    expect(headers.get('many')).toBe('1, 2')
    expect(headers.has('none')).toBe(false)
    expect([...headers]).toEqual([
      ['length', '7'],
      ['many', '1, 2'],
    ])
  }
})

test('properties of every object are not headers', () => {
  const headers = deliveryHeaders({})
  for (const name of ['constructor', '__proto__', 'toString']) expect(headers.get(name)).toBeUndefined()
})
