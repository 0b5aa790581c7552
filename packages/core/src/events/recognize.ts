import { excerpt } from '../log/log.js'
import { sha256Hex } from '../proof/hmac.js'
import type { EventMap, Provider, Schema } from '../providers/provider.js'
import type { RawDelivery } from '../request/delivery.js'
import type { JsonValue } from '../request/json.js'
import { andThen } from '../thenable.js'
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
  const scoped = (identity: string) => (scope === undefined ? identity : `${identity}@${scope}`)

  /** Deliveries with the same bytes count as the same event. */
  const unrecognized = async (
    name: string | undefined,
    reason: string,
    mayBeAny: boolean,
  ): Promise<Recognition> => ({
    kind: 'unrecognized',
    name,
    identity: scoped(`sha256:${await sha256Hex(delivery.body)}`),
    event: { name, reason, body },
    mayBeAny,
  })

  const identified = provider.identify(body, delivery)
  if (identified.kind === 'contradiction') return identified
  if (identified.kind === 'unidentified') return unrecognized(identified.name, identified.reason, true)

  const { name, identity } = identified
  // Without an identity, every event would be a duplicate of the first.
  if (typeof identity !== 'string' || identity === '')
    throw new TypeError(
      `The provider ${provider.name} found no identity for an event ${JSON.stringify(name)}.`,
    )
  if (!Object.hasOwn(provider.events, name)) {
    const reason = `${JSON.stringify(excerpt(name))} is no event that ${provider.name} is known to send.`
    return unrecognized(name, reason, false)
  }
  return andThen<Reading, Recognition>(read(provider.events[name as keyof Events], body), (reading) => {
    if ('refused' in reading) return unrecognized(name, refusal(reading.refused), false)
    const { event, deviations } = reading
    return { kind: 'recognized', name, identity: scoped(identity), event, deviations }
  })
}

/** Only a user's own schema can refuse an event: those of JoggAI and Hoox require only the fields that identify it. */
function refusal({ field, found }: Deviation): string {
  const why = found === 'nothing' ? 'is missing' : `is not of the form (${found})`
  return `The field ${JSON.stringify(excerpt(field))} ${why} that the event's schema demands. Make it optional there, and the handlers run without it.`
}
