import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import { numberOption, portOption } from './number-option.js'

describe('a number', () => {
  const percent = numberOption({ min: 1, max: 100 })

  test.each(['1', '2.5', '100'])('%s is in its range', (text) => expect(percent(text)).toBe(Number(text)))

  test.each(['0', '100.5', '', 'many', 'NaN'])('%j is not', (text) => {
    expect(() => percent(text)).toThrow(new InvalidArgumentError('It must be a number from 1 to 100.'))
  })
})

describe('a whole number', () => {
  test.each(['0', '4747', '65535'])('%s is a port', (text) => expect(portOption(text)).toBe(Number(text)))

  test.each(['65536', '-1', '1.5', '1e3', '', ' 80'])('%j is not', (text) => {
    expect(() => portOption(text)).toThrow(
      new InvalidArgumentError('It must be a whole number from 0 to 65535.'),
    )
  })
})

test('a description replaces the range in the message', () => {
  const hours = numberOption({ min: 1, max: 24, description: 'a number of hours, at most 24' })
  expect(() => hours('25')).toThrow('It must be a number of hours, at most 24.')
})
