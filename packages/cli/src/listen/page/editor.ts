import type { Edit } from '../edited.js'
import type { Detail, Overview } from '../page-server.js'
import { asJson, asText, fromBase64 } from './bytes.js'
import { byId } from './dom.js'

export interface Editor {
  /** Answers `false` if the body is not text, and an editor of text would spoil it. */
  open(detail: Detail, hasSecret: Overview['hasSecret']): boolean
}

/** A delivery's headers and body, to be changed and sent again. `send` resolves once it was answered. */
export function createEditor(send: (id: number, edit: Edit) => Promise<void>): Editor {
  const dialog = byId('editor', HTMLDialogElement)
  const headers = byId('editor-headers', HTMLTextAreaElement)
  const body = byId('editor-body', HTMLTextAreaElement)
  const sign = byId('editor-sign', HTMLInputElement)
  const problem = byId('editor-problem', HTMLParagraphElement)
  let id = 0

  async function submit(): Promise<void> {
    try {
      await send(id, { headers: parseHeaders(headers.value), body: body.value, sign: sign.checked })
      dialog.close()
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error)
      problem.hidden = false
    }
  }

  byId('editor-send', HTMLButtonElement).addEventListener('click', submit)
  byId('editor-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close())
  byId('editor-fresh', HTMLButtonElement).addEventListener('click', () => {
    body.value = withFreshId(body.value)
  })

  return {
    open({ id: of, request, result }, hasSecret) {
      const text = asText(fromBase64(request.body))
      if (text === undefined) return false
      id = of
      headers.value = request.headers
        .filter(([name]) => !SENT_BY_ITSELF.test(name))
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n')
      body.value = text
      const provider = result?.provider ?? 'unknown'
      const canSign = provider !== 'unknown' && hasSecret[provider]
      sign.checked = canSign
      sign.disabled = !canSign
      byId('editor-sign-label', HTMLLabelElement).textContent = canSign
        ? `Sign ${provider === 'hoox' ? 'the URL' : 'the body'} with your secret`
        : 'There is no secret to sign it with: it is sent as it stands'
      problem.hidden = true
      dialog.showModal()
      headers.scrollTop = 0
      body.focus()
      body.setSelectionRange(0, 0)
      return true
    },
  }
}

/** Said anew for each request. */
const SENT_BY_ITSELF = /^(?:host|content-length|connection|transfer-encoding)$/i

function parseHeaders(text: string): Edit['headers'] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const split = line.indexOf(':')
      if (split < 1) throw new Error(`A header is "name: value", not ${JSON.stringify(line)}.`)
      return [line.slice(0, split).trim(), line.slice(split + 1).trim()]
    })
}

/** The first id of an event, in the place where it stands: what is written around it stays as it was. */
function withFreshId(text: string): string {
  const fields = asJson(text)?.value
  if (typeof fields !== 'object' || fields === null) return text
  const [field, before] = Object.entries(fields).find(([name]) => IDS.includes(name)) ?? []
  if (field === undefined || typeof before !== 'string') return text
  const fresh = `${before.replace(/_.*$/s, '')}_${crypto.randomUUID()}`
  return text.replace(JSON.stringify(before), () => JSON.stringify(fresh))
}

const IDS = ['event_id', 'job_id', 'look_id']
