import {
  createReceiver,
  type Delivery,
  type DeliveryReport,
  defineProvider,
  hoox,
  jogg,
  memoryStore,
  type Provider,
} from '@vidhook/core'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { identify } from '../providers/identify.js'
import { identifyBy, type KnownSender, knownSenders } from '../providers/senders.js'
import type { Result, Verification } from './kept-delivery.js'
import { type SenderSecrets, senderProvider } from './verify-sender.js'

/** The secrets by provider. Without its secret, a provider's deliveries are shown but not verified. */
export type Secrets = { readonly [Name in ProviderName]: string | undefined }

/** A receiver's verdict on a delivery. */
type Verdict = Omit<Result, 'status' | 'durationMs' | 'app'>

export interface Verifier {
  /** @param handle called instead of handlers; may throw */
  verify(
    delivery: Delivery,
    from: ProviderName | KnownSender | 'unknown',
    handle: () => Promise<void>,
  ): Promise<Verdict>
  /** Problems with the secrets that are known before the first delivery. */
  warnings(): readonly string[]
}

/** Verifies deliveries with the same receiver that an application would mount. */
export function createVerifier(secrets: Secrets, senderSecrets: SenderSecrets = {}): Verifier {
  const store = memoryStore()
  const providers = {
    jogg: secrets.jogg === undefined ? trusting(jogg({})) : jogg({ secret: secrets.jogg }),
    hoox: secrets.hoox === undefined ? hoox() : hoox({ callbackSecret: secrets.hoox }),
    unknown,
  }
  const ofSenders = new Map(
    knownSenders.map((sender) => [sender.name, senderProvider(sender, senderSecrets[sender.name])]),
  )

  return {
    async verify(delivery, from, handle) {
      const sender = typeof from === 'object' ? from : undefined
      const name = typeof from === 'object' ? 'unknown' : from
      let callback: Result['callback']
      let report: DeliveryReport | undefined
      // Each delivery has its own receiver, so that the handler and the report belong to it. All share one store.
      const receiver = createReceiver<Record<string, unknown>>(
        (sender && ofSenders.get(sender.name)) ?? providers[name],
        {
          store,
          log: false,
          on: {
            '*': (_event, context) => {
              callback = context.callback && { ...context.callback }
              return handle()
            },
          },
          onUnrecognized: handle,
          onDelivery: (made) => {
            report = made
          },
        },
      )
      const outcome = await receiver.receive(delivery)
      const hasSecret = sender
        ? !sender.needsSecret || senderSecrets[sender.name] !== undefined
        : name !== 'unknown' && secrets[name] !== undefined
      return {
        ...described(report, delivery, from),
        provider: name,
        ...(sender && { sender: senderOf(sender) }),
        deviations: [...(report?.deviations ?? [])],
        verification: verificationOf(report, hasSecret, sender),
        outcome: { kind: outcome.kind, code: outcome.code, status: outcome.status, body: outcome.body },
        callback,
      }
    },
    warnings: () =>
      [providers.jogg, providers.hoox]
        .flatMap((provider) => provider.setup())
        .filter(({ code }) => !code.endsWith('_missing'))
        .map(({ message }) => message),
  }
}

function senderOf({ name, title, schedule, variable, proof }: KnownSender): Result['sender'] {
  return { name, title, timeoutMs: schedule.timeoutMs, variable, proof }
}

/** Accepts every delivery as authentic, so that deliveries are shown even without a secret. */
function trusting<Events extends Record<string, unknown>>(provider: Provider<Events>): Provider<Events> {
  return { ...provider, authenticate: () => ({ ok: true }), setup: () => [] }
}

/** The provider of deliveries whose sender is unknown. */
const unknown = defineProvider({
  name: 'unknown',
  timeoutMs: 10_000,
  events: {},
  authenticate: () => ({
    ok: false,
    reason: 'sender_unknown',
    hint: 'It has neither X-Webhook-Signature (JoggAI) nor X-Hoox-Webhook (Hoox). Post to /webhooks/jogg, /webhooks/hoox or /webhooks/<sender> to name the sender.',
  }),
  identify: () => ({ kind: 'unidentified', reason: 'The sender is unknown.' }),
})

function verificationOf(
  report: DeliveryReport | undefined,
  hasSecret: boolean,
  sender: KnownSender | undefined,
): Verification {
  // HeyGen asks with OPTIONS and without a signature.
  if (report?.outcome.kind === 'handshake' && sender?.proof === 'signature') return { state: 'unchecked' }
  switch (report?.outcome.code) {
    case 'unauthenticated':
      return { state: 'refused', reason: report.reason ?? 'unauthenticated', hint: report.hint }
    case undefined:
    case 'body_not_json':
    case 'event_mismatch':
    case 'event_unrecognized':
    case 'handler_failed':
    case 'deadline_passed':
    case 'in_progress':
    case 'lease_lost':
    case 'store_unavailable':
      return hasSecret ? { state: 'verified' } : { state: 'no_secret' }
    default:
      return { state: 'unchecked' }
  }
}

function described(
  report: DeliveryReport | undefined,
  { body }: Delivery,
  provider: ProviderName | KnownSender | 'unknown',
): Pick<Verdict, 'reason' | 'hint' | 'eventName' | 'claimed' | 'identity'> {
  const { reason, hint, identity, eventName } = report ?? {}
  if (eventName !== undefined) return { reason, hint, identity, eventName, claimed: false }
  const claimedName = body instanceof Uint8Array ? nameIn(body, provider) : undefined
  return { reason, hint, identity, eventName: claimedName, claimed: claimedName !== undefined }
}

/** The event name in a rejected delivery's body. It is not verified. */
function nameIn(body: Uint8Array, provider: ProviderName | KnownSender | 'unknown'): string | undefined {
  if (typeof provider === 'object') return identifyBy(provider, body).name
  if (provider !== 'unknown') return identify(provider, body).name
  return identify('jogg', body).name ?? identify('hoox', body).name
}
