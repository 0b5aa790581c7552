import { type Sender, type SenderName, senders } from '@vidhook/providers/testing'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { eventNames } from './event-names.js'
import { jsonIn } from './identify.js'
import { type Schedule, schedules } from './schedule.js'

/** A sender of `@vidhook/providers`, as the commands need it. */
export interface KnownSender {
  readonly name: SenderName
  readonly title: string
  readonly proof: Sender['proof']
  /** Whether it signs when a delivery was sent. */
  readonly timestamped: boolean
  /** The environment variable with its secret. */
  readonly variable: string
  /** Without one, nothing can be verified. fal publishes its keys instead. */
  readonly needsSecret: boolean
  readonly events: readonly string[]
  /** Headers that only its deliveries have, in lower case. */
  readonly headers: readonly string[]
  readonly schedule: Schedule
  provider(secret: string | undefined): ReturnType<Sender['provider']>
}

/** Every sender of `@vidhook/providers`, in the order of its documentation. */
export const knownSenders: readonly KnownSender[] = Object.entries<Sender>(senders).map(([name, sender]) => {
  const { title, proof, timestamped, secretVariable: variable } = sender
  const { events, timeoutMs, typicalHeaders: headers = [] } = sender.provider(undefined)
  return {
    name: name as SenderName,
    title,
    proof,
    timestamped,
    variable,
    needsSecret: name !== 'fal',
    events: Object.keys(events),
    headers,
    schedule: { provider: title, timeoutMs, ...retriesOf(name as SenderName) },
    provider: (secret) => sender.provider(secret),
  }
})

/** The sender of that name. `undefined` for JoggAI, Hoox and what is unknown. */
export function senderNamed(name: string): KnownSender | undefined {
  return knownSenders.find((sender) => sender.name === name)
}

/** A provider that is built in, or a sender of `@vidhook/providers`. */
export type KnownName = ProviderName | SenderName

/** The names of its known events. */
export function eventsFor(name: KnownName): readonly string[] {
  return name === 'jogg' || name === 'hoox' ? eventNames[name] : (senderNamed(name)?.events ?? [])
}

/** How it delivers. */
export function scheduleFor(name: KnownName): Schedule {
  return name === 'jogg' || name === 'hoox'
    ? schedules[name]
    : (senderNamed(name)?.schedule ?? schedules.jogg)
}

/** The event's name and identity, as a receiver would read them. */
export function identifyBy(
  sender: KnownSender,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): { readonly name?: string | undefined; readonly identity?: string | undefined } {
  const json = jsonIn(body)
  if (json === undefined) return {}
  const delivery = {
    method: 'POST',
    url: '/',
    headers: new Map(Object.entries(headers)),
    body,
    receivedAt: NEVER,
  }
  const identified = sender.provider(undefined).identify(json, delivery)
  return identified.kind === 'contradiction' ? {} : identified
}

const NEVER = new Date(0)

/** Only Luma documents its whole schedule. For the others it is our choice, short enough to watch it at a terminal. */
function retriesOf(name: SenderName): Pick<Schedule, 'retriesAfterMs' | 'documented'> {
  return name === 'luma'
    ? { retriesAfterMs: [100, 100, 100], documented: true }
    : { retriesAfterMs: [1_000, 2_000, 4_000], documented: false }
}
