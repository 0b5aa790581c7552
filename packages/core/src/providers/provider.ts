import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Authentication } from '../proof/authentication.js'
import { callbackKeys, verifyCallbackUrl } from '../proof/callback-url.js'
import type { Keyring, Secret } from '../proof/secret.js'
import type { RawDelivery } from '../request/delivery.js'
import type { JsonValue } from '../request/json.js'
import type { Handshake } from './handshake.js'

/** A schema of any library that implements Standard Schema: zod, valibot, arktype and others. */
export type Schema<Output = unknown> = StandardSchemaV1<unknown, Output>

/** A provider's events: their types by name. */
export type EventMap = { readonly [name: string]: unknown }

/** The events of schemas. */
export type EventsOf<Schemas> = {
  readonly [Name in keyof Schemas]: Schemas[Name] extends Schema<infer Event> ? Event : never
}

/** The name and identity that a provider found in a parsed body. */
export type Identification =
  | {
      readonly kind: 'identified'
      readonly name: string
      /** The same for all deliveries of one event, and different for every other event. */
      readonly identity: string
    }
  /** No identity was found, and perhaps no name: the body has an unexpected shape. */
  | { readonly kind: 'unidentified'; readonly name?: string | undefined; readonly reason: string }
  /** Another part of the delivery contradicts the body. */
  | { readonly kind: 'contradiction'; readonly reason: string }

/** A message that is logged when a receiver is made. */
export interface SetupNotice {
  readonly level: 'warn' | 'error'
  readonly code: string
  readonly message: string
}

/** The secret of a sender's signed callback URLs. */
export interface CallbackOptions {
  /** The secret of `signCallbackUrl()`. */
  readonly secret: Secret
  /** How long to cache what a secret function returned, in milliseconds. @default 60000 */
  readonly cacheMs?: number | undefined
}

/** The description of a sender's protocol. Give it to {@link defineProvider}. */
export interface ProviderDefinition<Schemas extends { readonly [name: string]: Schema }> {
  /** Lower case; also the last part of the default path, `/webhooks/<name>`. */
  readonly name: string
  /** How long the sender waits for an answer, in milliseconds. Handlers get a second less. */
  readonly timeoutMs: number
  /**
   * How long a claim lasts without being renewed, in milliseconds: at most three quarters of the sender's pause before its
   * last try. If a worker is killed in the try before, its event is then free for the last one. @default 3000
   */
  readonly leaseMs?: number | undefined
  /**
   * How long a done event is remembered, in milliseconds: at least as long as the sender may repeat it, at most 100 years.
   * @default 604800000 (7 days)
   */
  readonly retentionMs?: number | undefined
  /** Every event by its name, with the schema of the whole body. The only source of names and types. */
  readonly events: Schemas
  /**
   * Headers that only this sender's deliveries have, in lower case. Used for hints in the log, and to tell a delivery from
   * other requests where a framework hides the path of a route, as NestJS does.
   */
  readonly typicalHeaders?: readonly string[] | undefined
  /**
   * Headers to keep in an inbox entry beside the usual ones, in lower case: those that `identify` or a handler reads. A name
   * that looks like a secret's, such as a signature, is left out all the same.
   */
  readonly entryHeaders?: readonly string[] | undefined
  /**
   * Demands a URL from `signCallbackUrl()`: for a sender that signs nothing and posts to a URL of each job. What the URL says
   * is `context.callback` in a handler, and part of the event's identity, so the holder of one URL cannot use up the event of
   * another. If there is `authenticate` too, a delivery has to pass both.
   */
  readonly callback?: CallbackOptions | undefined
  /**
   * Checks that the delivery really comes from this sender. Gets the raw bytes, before anything is parsed.
   * Throw a `MisconfiguredError` if it cannot be checked, for example because no secret is set. Needed unless there is `callback`.
   */
  authenticate?(delivery: RawDelivery): Authentication | Promise<Authentication>
  /** Answers a sender that checks the URL first: see `handshake()`. */
  readonly handshake?: Handshake | undefined
  /** Comes from a provider with `handshake` that is extended. No need to give it. */
  readonly anyMethod?: boolean | undefined
  /** Finds the event's name and identity. The body is authentic, but not validated yet. */
  identify(body: JsonValue, delivery: RawDelivery): Identification
  /** Mistakes that can be found before the first delivery. They are logged when a receiver is made. */
  setup?(): readonly (SetupNotice | undefined)[]
}

/** A sender's protocol: how to authenticate a delivery, name its event and find its identity, and how long the sender waits. */
export interface Provider<Events extends EventMap = EventMap> {
  readonly name: string
  readonly timeoutMs: number
  readonly leaseMs: number
  readonly retentionMs: number
  readonly events: { readonly [Name in keyof Events]: Schema<Events[Name]> }
  /** Headers that only its deliveries have, in lower case: for hints, never for proof. */
  readonly typicalHeaders?: readonly string[] | undefined
  /** Headers to keep in an inbox entry beside the usual ones, in lower case. */
  readonly entryHeaders?: readonly string[] | undefined
  authenticate(delivery: RawDelivery): Authentication | Promise<Authentication>
  identify(body: JsonValue, delivery: RawDelivery): Identification
  /** Whether `authenticate` also gets requests that are no `POST`, without their body, and returns the `answer` to them. */
  readonly anyMethod?: boolean | undefined
  setup(): readonly SetupNotice[]
}

/** It is renewed each second, and a renewal may take a second: if one hangs, there is a second left for another. */
const DEFAULT_LEASE_MS = 3_000

/** A week: longer than any sender is known to repeat a delivery (Stripe repeats for three days). */
const DEFAULT_RETENTION_MS = 7 * 24 * 60 * 60 * 1000

/**
 * Makes a provider from a description of the sender. `jogg` and `hoox` are made with it; so can any other sender that posts JSON.
 *
 * @throws TypeError if the name is not lower-case letters, digits and dashes, a time is not positive, or there is neither
 * `authenticate` nor `callback`.
 * @example
 * ```ts
 * const acme = (secret: Secret) => {
 *   const keys = keyring(secret, "acme()'s secret", 'Set ACME_WEBHOOK_SECRET.')
 *   return defineProvider({
 *     name: 'acme',
 *     timeoutMs: 5_000,
 *     events: { 'order.paid': z.object({ id: z.string(), type: z.literal('order.paid') }) },
 *     authenticate: (delivery) =>
 *       verifyHmac({ keys, message: delivery.body, signatures: [decodeHex(delivery.headers.get('x-acme-signature') ?? '')] }),
 *     identify: (body) => …,
 *   })
 * }
 * ```
 */
export function defineProvider<const Schemas extends { readonly [name: string]: Schema }>(
  definition: ProviderDefinition<Schemas>,
): Provider<EventsOf<Schemas>> {
  const {
    handshake,
    callback: given,
    name,
    timeoutMs,
    leaseMs = DEFAULT_LEASE_MS,
    retentionMs = DEFAULT_RETENTION_MS,
  } = definition
  if (!/^[a-z0-9-]+$/.test(name)) {
    throw new TypeError(
      `A provider's name is lower-case letters, digits and dashes, not ${JSON.stringify(name)}.`,
    )
  }
  for (const [option, value] of Object.entries({ timeoutMs, leaseMs, retentionMs })) {
    if (!(value > 0))
      throw new TypeError(
        `Provider ${name}: ${option} must be a positive number of milliseconds, not ${value}.`,
      )
  }
  const callback = given && callbackKeys(given.secret, given.cacheMs)
  // As a method: it may use `this`.
  const own = definition.authenticate?.bind(definition)
  if (!own && !callback) throw new TypeError(`Provider ${name} needs authenticate() or a callback.`)
  const authenticate = callback ? both(own, callback) : (own as Authenticate)
  return {
    name,
    timeoutMs,
    leaseMs,
    retentionMs,
    // EventsOf maps each schema to its output, which TypeScript cannot see here.
    events: definition.events as unknown as Provider<EventsOf<Schemas>>['events'],
    typicalHeaders: definition.typicalHeaders?.map((header) => header.toLowerCase()),
    entryHeaders: definition.entryHeaders?.map((header) => header.toLowerCase()),
    authenticate: handshake ? handshake(authenticate, callback) : authenticate,
    anyMethod: !!handshake || definition.anyMethod,
    identify: (body, delivery) => definition.identify(body, delivery),
    setup: () =>
      [...(definition.setup?.() ?? []), callback?.problem()].filter((notice) => notice !== undefined),
  }
}

type Authenticate = Provider['authenticate']

/** Checks the URL, and whatever else identifies the sender. */
function both(own: Authenticate = () => ({ ok: true }), callback: Keyring): Authenticate {
  return async (delivery) => {
    // Load the keys first: a receiver without a secret answers `misconfigured`, whatever was sent.
    await callback.keys(delivery)
    const proof = await own(delivery)
    if (proof.ok !== true) return proof
    const url = await verifyCallbackUrl(delivery, callback)
    return url.ok ? { ...url, scope: `${url.scope}${proof.scope ?? ''}` } : url
  }
}
