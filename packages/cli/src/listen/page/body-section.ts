import type { KeptDelivery } from '../kept-delivery.js'
import { asJson, asText, fromBase64 } from './bytes.js'
import { element, visible } from './dom.js'
import { jsonView } from './json-view.js'
import { section } from './section.js'
import { size } from './wording.js'

export type BodyView = 'pretty' | 'raw'

/** A delivery's body, as the JSON that it is or as the bytes that came. */
export function bodySection(
  request: KeptDelivery['request'],
  view: BodyView,
  setView: (view: BodyView) => void,
): HTMLElement {
  const bytes = fromBase64(request.body)
  const text = asText(bytes)
  const json = asJson(text)
  const shown = json && view === 'pretty' ? jsonView(json.value) : rawView(bytes, text)
  const content = element(
    'pre',
    { class: 'code', tabindex: '0', 'aria-label': `Body, ${json ? view : 'raw'}` },
    shown,
  )
  const note = noteOn(request.bodyState, bytes, text, json !== undefined)
  return section(
    `Body · ${size(bytes.length)}`,
    json && bytes.length > 0 ? viewSwitch(view, setView) : undefined,
    note === undefined ? undefined : element('p', { class: 'hint' }, note),
    bytes.length > 0 ? content : undefined,
  )
}

function noteOn(
  state: KeptDelivery['request']['bodyState'],
  bytes: Uint8Array,
  text: string | undefined,
  isJson: boolean,
): string | undefined {
  if (state === 'too_large') return 'Larger than a receiver takes: only the beginning was read.'
  if (state === 'incomplete') return 'The sender went away, or was too slow: this is what had arrived.'
  if (bytes.length === 0) return 'Empty.'
  if (text === undefined) return 'Not text: shown in hexadecimal.'
  return isJson ? undefined : 'Not JSON.'
}

function viewSwitch(view: BodyView, setView: (view: BodyView) => void): HTMLElement {
  const option = (each: BodyView, label: string) => {
    const made = element('button', { type: 'button', 'aria-pressed': String(each === view) }, label)
    made.addEventListener('click', () => setView(each))
    return made
  }
  return element(
    'div',
    { class: 'switch', role: 'group', 'aria-label': 'How to show the body' },
    option('pretty', 'Pretty'),
    option('raw', 'Raw'),
  )
}

/** The text, or for bytes that are none the first of them in hexadecimal. */
export function rawView(bytes: Uint8Array, text: string | undefined): string {
  if (text !== undefined) return visible(text)
  const lines: string[] = []
  for (let start = 0; start < Math.min(bytes.length, 4096); start += 16) {
    const hex = Array.from(bytes.subarray(start, start + 16), (byte) => byte.toString(16).padStart(2, '0'))
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.join(' ')}`)
  }
  return lines.join('\n')
}
