import type { Change } from '../../inbox/change-entries.js'
import type { Edit } from '../edited.js'
import type { Exported } from '../exported.js'
import type { EntryDetail, InboxOverview } from '../inbox-api.js'
import type { Detail } from '../page-server.js'
import type { SampleOrder } from '../sample.js'

/** The page's calls to vidhook listen. Each rejects with an Error whose message can be shown. */
export const server = {
  detail: (id: number) => ask<Detail>('GET', `/api/deliveries/${id}`),
  search: (text: string) => ask<readonly number[]>('GET', `/api/search?q=${encodeURIComponent(text)}`),
  exported: () => ask<readonly Exported[]>('GET', '/api/export'),
  replay: (id: number) => ask<Made>('POST', `/api/deliveries/${id}/replay`),
  sendEdited: (id: number, edit: Edit) => ask<Made>('POST', `/api/deliveries/${id}/edited`, edit),
  sendSample: (order: Readonly<Record<keyof SampleOrder, string | undefined>>) =>
    ask<Made>('POST', '/api/samples', order),
  inbox: () => ask<InboxOverview>('GET', '/api/inbox'),
  entry: (id: string) => ask<EntryDetail>('GET', `/api/inbox/${encodeURIComponent(id)}`),
  changeEntry: (id: string, change: Change) =>
    ask<unknown>('POST', `/api/inbox/${encodeURIComponent(id)}/${change}`),
  retryDead: () => ask<{ readonly changed: number }>('POST', '/api/inbox/retry'),
  clear: () => ask<unknown>('DELETE', '/api/deliveries'),
}

interface Made {
  readonly id: number
}

async function ask<Reply>(method: string, path: string, body?: unknown): Promise<Reply> {
  const token = document.querySelector('meta[name="vidhook-token"]')?.getAttribute('content') ?? ''
  const headers = { 'content-type': 'application/json', 'x-vidhook-token': token }
  const response = await fetch(path, {
    method,
    ...(method !== 'GET' && { headers, body: JSON.stringify(body ?? {}) }),
  }).catch(() => {
    throw new Error('vidhook listen cannot be reached. Is it still running?')
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  return answer
}
