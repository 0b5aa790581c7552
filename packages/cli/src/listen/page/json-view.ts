import { element, visible } from './dom.js'

/** A larger body is shown without colors: each of them is an element. */
const MAX_COLORED = 100_000

/** JSON, indented, each kind of value in its color. */
export function jsonView(value: unknown): Node {
  const text = visible(JSON.stringify(value, undefined, 2))
  if (text.length > MAX_COLORED) return document.createTextNode(text)
  const view = document.createDocumentFragment()
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    view.append(text.slice(end, match.index), colored(match[0], text.slice(match.index + match[0].length)))
    end = match.index + match[0].length
  }
  view.append(text.slice(end))
  return view
}

/** A string, a number, or a word. Nothing else of JSON has a color. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g

function colored(token: string, rest: string): HTMLElement {
  return element('span', { class: kindOf(token, rest) }, token)
}

function kindOf(token: string, rest: string): string {
  if (token.startsWith('"')) return rest.startsWith(':') ? 'json-key' : 'json-string'
  return /^[-\d]/.test(token) ? 'json-number' : 'json-word'
}
