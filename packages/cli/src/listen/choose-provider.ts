import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import type { HeaderPairs } from './kept-delivery.js'

/** Whose delivery this is: by its path, or where that says nothing, by its headers. */
export function chooseProvider(url: string, headers: HeaderPairs): ProviderName | 'unknown' {
  const path = url.replace(/[?#].*$/s, '').replace(/\/+$/, '')
  if (path === '/webhooks/jogg') return 'jogg'
  if (path === '/webhooks/hoox') return 'hoox'
  const sent = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1]
  if (sent('x-webhook-signature') !== undefined) return 'jogg'
  if (sent('x-hoox-webhook') !== undefined) return 'hoox'
  // A delivery that lost its own header on the way, such as to a proxy, is still worth being told what it lacks.
  const agent = sent('user-agent') ?? ''
  if (agent.startsWith('JoggAI') || sent('x-webhook-event') !== undefined) return 'jogg'
  return agent.startsWith('Hoox-API') ? 'hoox' : 'unknown'
}
