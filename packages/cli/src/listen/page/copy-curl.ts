import { visible } from '../../printable.js'
import type { KeptRequest } from '../kept-delivery.js'
import { asText, fromBase64 } from './bytes.js'

/**
 * A delivery as a command for a POSIX shell that sends the same bytes and headers to `target`. Whatever a sender wrote
 * stays one quoted word: it can neither run a command nor have curl read a file.
 */
export function curlOf(request: KeptRequest, target: string): string {
  const bytes = fromBase64(request.body)
  const text = asText(bytes)
  // Pasted into a terminal, a control character acts as a pressed key.
  const isPlain = text !== undefined && visible(text) === text && !text.includes('\r')
  const url = new URL(target).origin + (request.url.startsWith('/') ? request.url : '/')
  const lines = [
    `curl --globoff --path-as-is --request ${shellQuoted(request.method)} ${shellQuoted(url)}`,
    ...request.headers.filter(([name]) => !OF_THE_CONNECTION.test(name)).map(headerOption),
    // --data-raw, since --data-binary takes a body that begins with @ for the name of a file.
    ...(bytes.length === 0 ? [] : [isPlain ? `--data-raw ${shellQuoted(text)}` : '--data-binary @-']),
  ]
  const command = lines.join(' \\\n  ')
  return isPlain || bytes.length === 0
    ? command
    : `printf %s ${shellQuoted(request.body)} | base64 -d | ${command}`
}

/** curl takes `Name:` for "leave it out", and `Name;` for an empty one. */
function headerOption([name, value]: readonly [string, string]): string {
  return `--header ${shellQuoted(value === '' ? `${name};` : `${name}: ${value}`)}`
}

/** In single quotes nothing means anything to a shell but the next single quote. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** curl says these itself. */
const OF_THE_CONNECTION =
  /^(?:host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|accept-encoding)$/i
