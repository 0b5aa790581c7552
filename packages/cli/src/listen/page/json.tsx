import type { ComponentChildren } from 'preact'
import { visible } from '../../printable.js'

/** In characters. A longer body is shown without colors, since each colored part is an element. */
const MAX_COLORED = 100_000

/** Indented JSON. Each kind of value has its color. */
export function Json({ value }: { readonly value: unknown }) {
  const text = visible(JSON.stringify(value, undefined, 2))
  if (text.length > MAX_COLORED) return <>{text}</>
  const parts: ComponentChildren[] = []
  let end = 0
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const isKey = text[index + token.length] === ':'
    parts.push(text.slice(end, index), <span class={kindOf(token, isKey)}>{token}</span>)
    end = index + token.length
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  )
}

/** Strings, numbers and words. The rest of JSON has no color. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g

function kindOf(token: string, isKey: boolean): string {
  if (token.startsWith('"')) return isKey ? 'json-key' : 'json-string'
  return /^[-\d]/.test(token) ? 'json-number' : 'json-word'
}
