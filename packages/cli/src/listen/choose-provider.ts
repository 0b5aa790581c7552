import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { pathOf } from '../../../core/src/request/delivery.js'
import type { HeaderPairs } from '../http-client.js'

/** The provider that sent a delivery, by its path, or at other paths by its headers. */
export function chooseProvider(url: string, headers: HeaderPairs): ProviderName | 'unknown' {
  const path = pathOf(url).replace(/\/+$/, '')
  if (path === '/webhooks/jogg') return 'jogg'
  if (path === '/webhooks/hoox') return 'hoox'
  const sent = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1]
  if (sent('x-webhook-signature') !== undefined) return 'jogg'
  if (sent('x-hoox-webhook') !== undefined) return 'hoox'
  // A proxy may have dropped the provider's header. With a provider, the page can name the missing header.
  const agent = sent('user-agent') ?? ''
  if (agent.startsWith('JoggAI') || sent('x-webhook-event') !== undefined) return 'jogg'
  return agent.startsWith('Hoox-API') ? 'hoox' : 'unknown'
}
