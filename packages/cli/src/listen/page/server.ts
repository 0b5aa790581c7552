import type { Edit } from '../edited.js'
import type { Detail, Overview } from '../page-server.js'
import type { Summary } from '../summary.js'

/** What the page asks of vidhook. Each rejects with an Error whose message can be shown. */
export const server = {
  overview: () => get<Overview>('/api/deliveries'),
  detail: (id: number) => get<Detail>(`/api/deliveries/${id}`),
  search: (text: string) => get<readonly number[]>(`/api/search?q=${encodeURIComponent(text)}`),
  replay: (id: number) => post(`/api/deliveries/${id}/replay`),
  sendEdited: (id: number, edit: Edit) => post(`/api/deliveries/${id}/edited`, edit),
}

export interface LiveListener {
  /** The connection stands, for the first time or again: something may have been missed. */
  onOpen(): void
  onLost(): void
  onDelivery(summary: Summary): void
}

/** Tells of every delivery as it comes and as it is answered. The browser connects again by itself. */
export function followLive(listener: LiveListener): void {
  const source = new EventSource('/api/live')
  source.addEventListener('open', () => listener.onOpen())
  source.addEventListener('error', () => listener.onLost())
  source.addEventListener('message', ({ data }) => listener.onDelivery(JSON.parse(data)))
}

async function get<Answer>(path: string): Promise<Answer> {
  return answerOf(await reach(path))
}

async function post(path: string, body: unknown = {}): Promise<{ readonly id: number }> {
  const token = document.querySelector('meta[name="vidhook-token"]')?.getAttribute('content') ?? ''
  const headers = { 'content-type': 'application/json', 'x-vidhook-token': token }
  return answerOf(await reach(path, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function reach(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch {
    throw new Error('vidhook listen cannot be reached. Is it still running?')
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  return answer
}
