import { useMemo } from 'preact/hooks'
import { visible } from '../../printable.js'
import type { KeptRequest } from '../kept-delivery.js'
import { asJson, asText, fromBase64, size } from './bytes.js'
import { Code } from './code.js'
import { Json } from './json.js'

export type BodyView = 'pretty' | 'raw'

export interface BodyProps {
  readonly request: Pick<KeptRequest, 'body' | 'bodyState'>
  readonly view: BodyView
  setView(view: BodyView): void
}

/** A delivery's body, as indented JSON or as raw text. */
export function Body({ request, view, setView }: BodyProps) {
  // Cached: otherwise every new delivery would decode and color the open body again.
  const { bytes, text, json } = useMemo(() => decoded(request.body), [request])
  const isPretty = json !== undefined && view === 'pretty'
  const shown = useMemo(
    () => (isPretty ? <Json value={json.value} /> : rawView(bytes, text)),
    [bytes, isPretty],
  )
  const note = noteOn(request.bodyState, bytes, text, json !== undefined)
  return (
    <section>
      <h3>Body · {size(bytes.length)}</h3>
      {json && (
        <div class="switch" role="group" aria-label="How to show the body">
          {(['pretty', 'raw'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={each === view} onClick={() => setView(each)}>
              {each === 'pretty' ? 'Pretty' : 'Raw'}
            </button>
          ))}
        </div>
      )}
      {note && <p class="hint">{note}</p>}
      {bytes.length > 0 && <Code label={`Body, ${isPretty ? 'pretty' : 'raw'}`}>{shown}</Code>}
    </section>
  )
}

function decoded(base64: string) {
  const bytes = fromBase64(base64)
  const text = asText(bytes)
  return { bytes, text, json: asJson(text) }
}

function noteOn(
  state: KeptRequest['bodyState'],
  bytes: Uint8Array,
  text: string | undefined,
  isJson: boolean,
): string | undefined {
  if (state === 'too_large') return 'Larger than a receiver accepts: only the beginning was read.'
  if (state === 'incomplete') return 'The sender disconnected or was too slow: only this part arrived.'
  if (bytes.length === 0) return 'Empty.'
  if (text === undefined) return 'Not text: shown in hexadecimal.'
  return isJson ? undefined : 'Not JSON.'
}

/** The text. If there is none, the first bytes in hexadecimal. */
export function rawView(bytes: Uint8Array, text: string | undefined): string {
  if (text !== undefined) return visible(text)
  const lines: string[] = []
  for (let start = 0; start < Math.min(bytes.length, 4096); start += 16) {
    const hex = Array.from(bytes.subarray(start, start + 16), (byte) => byte.toString(16).padStart(2, '0'))
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.join(' ')}`)
  }
  return lines.join('\n')
}
