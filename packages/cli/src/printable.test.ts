import { expect, test } from 'vitest'
import { printable, visible } from './printable.js'

/** The characters of Unicode's Bidi_Control property: they change the direction of the text around them. */
const BIDI_CONTROLS = [
  0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
]

test.each([0x00, 0x1b, 0x7f, 0x9b, 0x200b, 0x2028, 0x2029, 0xfeff, ...BIDI_CONTROLS])(
  'U+%s is escaped, in the terminal and on the page',
  (code) => {
    const char = String.fromCharCode(code)
    const expected = `a\\u${code.toString(16).padStart(4, '0')}b`
    expect(printable(`a${char}b`)).toBe(expected)
    expect(visible(`a${char}b`)).toBe(expected)
  },
)

test.each(['\t', '\n', '\r'])('%j is escaped in a line, and stays in a text', (char) => {
  expect(printable(char)).toMatch(/^\\u000[9ad]$/)
  expect(visible(char)).toBe(char)
})

test('text of all languages is left as it is, and cut at the limit', () => {
  expect(printable('视频 prêt 🎬 العربية')).toBe('视频 prêt 🎬 العربية')
  expect(printable('abcdef', 3)).toBe('abc…')
})
