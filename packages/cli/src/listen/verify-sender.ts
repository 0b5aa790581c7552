import type { Provider } from '@vidhook/core'
import { pathOf } from '../../../core/src/request/delivery.js'
import type { HeaderPairs } from '../http-client.js'
import { type KnownSender, knownSenders } from '../providers/senders.js'

/** The secrets of further senders, by the name of the sender. */
export type SenderSecrets = Readonly<Record<string, string | undefined>>

/** The sender of `@vidhook/providers` that a delivery is from: by its path, at other paths by a header of that sender. */
export function chooseSender(url: string, headers: HeaderPairs): KnownSender | undefined {
  const path = pathOf(url).replace(/\/+$/, '')
  const named = knownSenders.find(({ name }) => path === `/webhooks/${name}`)
  if (named) return named
  const sent = new Set(headers.map(([name]) => name.toLowerCase()))
  // The headers of Standard Webhooks are those of several senders.
  return knownSenders.find(({ headers }) =>
    headers.some((header) => sent.has(header) && !header.startsWith('webhook-')),
  )
}

/** The provider that an application would mount. Without a secret it accepts everything, so that deliveries are shown. */
export function senderProvider(sender: KnownSender, secret: string | undefined): Provider {
  const provider = sender.provider(secret)
  if (secret !== undefined || !sender.needsSecret) return provider
  return {
    ...provider,
    async authenticate(delivery) {
      try {
        const proof = await provider.authenticate(delivery)
        if (proof.ok && proof.answer) return proof // a handshake that needs no secret
      } catch {
        // There is no secret to check with.
      }
      return { ok: true }
    },
    setup: () => [],
  }
}
