import { useRef } from 'preact/hooks'
import type { Edit } from '../edited.js'
import type { KeptRequest } from '../kept-delivery.js'
import { asJson } from './bytes.js'

export interface EditorProps {
  readonly headers: KeptRequest['headers']
  /** The body's text. */
  readonly text: string
  /** The part that can be signed. `undefined` if there is no secret. */
  readonly signs: 'the URL' | 'the body' | undefined
}

/** Form fields with a delivery's headers and body. */
export function Editor({ headers, text, signs }: EditorProps) {
  const body = useRef<HTMLTextAreaElement>(null)
  const renew = () => {
    if (body.current) body.current.value = withFreshId(body.current.value)
  }
  return (
    <>
      <label for="headers">Headers</label>
      <textarea id="headers" name="headers" rows={6} spellcheck={false} defaultValue={written(headers)} />
      <label for="body">Body</label>
      <textarea id="body" name="body" rows={12} spellcheck={false} defaultValue={text} ref={body} autofocus />
      <div class="row">
        <input id="sign" name="sign" type="checkbox" defaultChecked={!!signs} disabled={!signs} />
        <label for="sign">
          {signs
            ? `Sign ${signs} with your secret`
            : 'There is no secret to sign it with: it keeps its old signature'}
        </label>
        <button type="button" onClick={renew}>
          New event id
        </button>
      </div>
    </>
  )
}

/** The edited delivery. Throws an Error if a line is not a header. */
export function editIn(form: FormData): Edit {
  return {
    headers: parsed(String(form.get('headers'))),
    body: String(form.get('body')),
    sign: form.has('sign'),
  }
}

function written(headers: KeptRequest['headers']): string {
  return headers
    .filter(([name]) => !SET_BY_CLIENT.test(name))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

/** The HTTP client sets these for each request. */
const SET_BY_CLIENT = /^(?:host|content-length|connection|transfer-encoding)$/i

function parsed(text: string): Edit['headers'] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const split = line.indexOf(':')
    if (split < 1) throw new Error(`A header is "name: value", not ${JSON.stringify(line)}.`)
    return [line.slice(0, split).trim(), line.slice(split + 1).trim()]
  })
}

/** Replaces the first id of an event, and keeps the rest of the text unchanged. */
function withFreshId(text: string): string {
  const fields = asJson(text)?.value
  if (typeof fields !== 'object' || fields === null) return text
  const [field, before] = Object.entries(fields).find(([name]) => IDS.includes(name)) ?? []
  if (field === undefined || typeof before !== 'string') return text
  const fresh = `${before.replace(/_.*$/s, '')}_${crypto.randomUUID()}`
  return text.replace(JSON.stringify(before), () => JSON.stringify(fresh))
}

const IDS = ['event_id', 'job_id', 'look_id']
