import { spellings } from './json-spellings.js'
import { asGiven, furtherReadings, mistaken, type Reading } from './reading.js'

/** The bodies that may have been signed before something changed them into these bytes. */
export function bodyReadings(body: Uint8Array): readonly Reading<Uint8Array>[] {
  const texts = textReadings(body)
  return [
    ...furtherReadings(texts, (text) => furtherReadings(lineReadings(text), (each) => [asGiven(utf8(each))])),
    ...furtherReadings(texts, (text) =>
      spellings(text).map(({ json, style }) => mistaken(utf8(json), 'body_reserialized', style)),
    ),
    ...otherEncodings(body),
    asGiven(body), // for bytes that are not text
  ]
}

const BOM = '\ufeff'

/** The text in the file, whatever its encoding. */
function textReadings(body: Uint8Array): readonly Reading<string>[] {
  const utf16 = utf16Of(body)
  if (utf16)
    return [
      mistaken(
        decode(body, utf16)?.replace(BOM, '') ?? '',
        'body_encoding',
        'it is UTF-16, and UTF-8 was signed',
      ),
    ]
  const text = decode(body, 'utf-8')
  if (text === undefined) {
    return [mistaken(decode(body, 'latin1') ?? '', 'body_encoding', 'it is Latin-1, and UTF-8 was signed')]
  }
  return text.startsWith(BOM)
    ? [asGiven(text), mistaken(text.slice(1), 'body_byte_order_mark', 'added before the signed body')]
    : [asGiven(text), mistaken(`${BOM}${text}`, 'body_byte_order_mark', 'removed from the signed body')]
}

function lineReadings(text: string): readonly Reading<string>[] {
  const readings = [asGiven(text)]
  const withoutEnd = text.replace(/(?:\r?\n)+$/, '')
  if (withoutEnd !== text) readings.push(mistaken(withoutEnd, 'body_newline_added'))
  else readings.push(mistaken(`${text}\n`, 'body_newline_lost'), mistaken(`${text}\r\n`, 'body_newline_lost'))
  if (text.includes('\r\n')) readings.push(mistaken(text.replaceAll('\r\n', '\n'), 'body_line_endings', 'LF'))
  else if (text.includes('\n'))
    readings.push(mistaken(text.replaceAll('\n', '\r\n'), 'body_line_endings', 'CRLF'))
  return readings
}

/** The readings where the file is UTF-8, but the signed body was not. */
function otherEncodings(body: Uint8Array): readonly Reading<Uint8Array>[] {
  const text = decode(body, 'utf-8')?.replace(BOM, '')
  if (text === undefined) return []
  const readings = [
    mistaken(Buffer.from(text, 'utf16le'), 'body_encoding', 'it is UTF-8, and UTF-16 was signed'),
  ]
  if (/[\u0080-\u00ff]/.test(text) && !/[^\0-\u00ff]/.test(text)) {
    const latin1 = Buffer.from(text, 'latin1')
    const twice = decode(latin1, 'utf-8') !== undefined
    const detail = twice
      ? 'it was UTF-8, read as Latin-1, and written as UTF-8 once more'
      : 'it is UTF-8, and Latin-1 was signed'
    readings.push(mistaken(latin1, 'body_encoding', detail))
  }
  return readings
}

/** Detected by the byte order mark, or by a NUL next to the first character. */
function utf16Of(body: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = body
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined))
    return 'utf-16be'
  return undefined
}

function decode(body: Uint8Array, encoding: string): string | undefined {
  if (encoding === 'latin1') return Buffer.from(body).toString('latin1')
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return undefined
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
