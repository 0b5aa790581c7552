import { visible } from '../../printable.js'
import type { KeptRequest } from '../kept-delivery.js'
import { asText, fromBase64 } from './bytes.js'

/**
 * A shell command that sends the same bytes and headers to `target`. Everything from the sender is quoted: it can neither
 * run a command nor make curl read a file.
 */
export function curlOf(request: KeptRequest, target: string): string {
  const bytes = fromBase64(request.body)
  const text = asText(bytes)
  // Pasted into a terminal, a control character acts as a pressed key.
  const isPlain = text !== undefined && visible(text) === text && !text.includes('\r')
  const url = new URL(target).origin + (request.url.startsWith('/') ? request.url : '/')
  const lines = [
    `curl --globoff --path-as-is --request ${shellQuoted(request.method)} ${shellQuoted(url)}`,
    ...request.headers.filter(([name]) => !SET_BY_CURL.test(name)).map(headerOption),
    // --data-raw, since --data-binary treats a body that begins with @ as the name of a file.
    ...(bytes.length === 0 ? [] : [isPlain ? `--data-raw ${shellQuoted(text)}` : '--data-binary @-']),
  ]
  const command = lines.join(' \\\n  ')
  return isPlain || bytes.length === 0
    ? command
    : `printf %s ${shellQuoted(request.body)} | base64 -d | ${command}`
}

/** For an empty header curl needs `Name;`. `Name:` would remove the header. */
function headerOption([name, value]: readonly [string, string]): string {
  return `--header ${shellQuoted(value === '' ? `${name};` : `${name}: ${value}`)}`
}

/** In single quotes, only a single quote is special to a shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** curl sets these itself. */
const SET_BY_CURL =
  /^(?:host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|accept-encoding)$/i
