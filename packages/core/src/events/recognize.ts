import { excerpt } from '../log/log.js'
import { sha256Hex } from '../proof/hmac.js'
import type { EventMap, Provider, Schema } from '../providers/provider.js'
import type { RawDelivery } from '../request/delivery.js'
import type { JsonValue } from '../request/json.js'
import { isThenable } from '../thenable.js'
import { type Deviation, type Reading, readEvent } from './read-event.js'

/** An authentic delivery that the provider's description does not cover. */
export interface UnrecognizedEvent {
  /** The event's name, if the body has one. */
  readonly name: string | undefined
  /** Why it was not recognized: an unknown name, or a missing identity. */
  readonly reason: string
  /** The parsed body, not validated. */
  readonly body: JsonValue
}

/** What an authentic body turned out to be. */
export type Recognition =
  | {
      readonly kind: 'recognized'
      readonly name: string
      readonly identity: string
      readonly event: unknown
      readonly deviations: readonly Deviation[]
    }
  | {
      readonly kind: 'unrecognized'
      readonly name: string | undefined
      readonly identity: string
      readonly event: UnrecognizedEvent
      /** Without a name or an identity it may be any event. */
      readonly mayBeAny: boolean
    }
  | { readonly kind: 'contradiction'; readonly reason: string }

/**
 * Step 3: finds the event's name and identity, and reads its fields by its schema.
 *
 * @param scope what the delivery's proof adds to its identity
 * @param read reads the fields; without it they are read by the event's schema
 */
export function recognize<Events extends EventMap>(
  provider: Provider<Events>,
  body: JsonValue,
  delivery: RawDelivery,
  scope: string | undefined,
  read: (schema: Schema, body: JsonValue) => Reading | Promise<Reading> = readEvent,
): Recognition | Promise<Recognition> {
  const found = provider.identify(body, delivery)
  if (found.kind === 'contradiction') return found
  const sent = { body, delivery, scope, name: found.name }
  if (found.kind === 'unidentified') return unrecognized(sent, found.reason, true)

  const { name, identity } = found
  // Without an identity, every event would be a duplicate of the first.
  if (typeof identity !== 'string' || identity === '')
    throw new TypeError(
      `The provider ${provider.name} found no identity for an event ${JSON.stringify(name)}.`,
    )
  if (!Object.hasOwn(provider.events, name)) {
    const reason = `${JSON.stringify(excerpt(name))} is no event that ${provider.name} is known to send.`
    return unrecognized(sent, reason, false)
  }
  const reading = read(provider.events[name as keyof Events], body)
  if (isThenable(reading)) return reading.then((settled) => recognizedAs(name, identity, sent, settled))
  return recognizedAs(name, identity, sent, reading)
}

/** An authentic body, and what is known about it. */
interface Sent {
  readonly body: JsonValue
  readonly delivery: RawDelivery
  readonly scope: string | undefined
  readonly name: string | undefined
}

function recognizedAs(
  name: string,
  identity: string,
  sent: Sent,
  reading: Reading,
): Recognition | Promise<Recognition> {
  if ('refused' in reading) return unrecognized(sent, refusal(reading.refused), false)
  const { event, deviations } = reading
  return { kind: 'recognized', name, identity: scoped(identity, sent), event, deviations }
}

/** Deliveries with the same bytes count as the same event. */
async function unrecognized(sent: Sent, reason: string, mayBeAny: boolean): Promise<Recognition> {
  const { name, body, delivery } = sent
  const identity = scoped(`sha256:${await sha256Hex(delivery.body)}`, sent)
  return { kind: 'unrecognized', name, identity, event: { name, reason, body }, mayBeAny }
}

function scoped(identity: string, { scope }: Sent): string {
  return scope === undefined ? identity : `${identity}@${scope}`
}

/** Only a user's own schema can refuse an event: those of JoggAI and Hoox require only the fields that identify it. */
function refusal({ field, found }: Deviation): string {
  const why = found === 'nothing' ? 'is missing' : `is not of the form (${found})`
  return `The field ${JSON.stringify(excerpt(field))} ${why} that the event's schema demands. Make it optional there, and the handlers run without it.`
}
