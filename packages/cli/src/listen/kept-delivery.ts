import * as z from 'zod/mini'
import { PROVIDER_NAMES } from '../../../core/src/providers/provider-name.js'

const headers = z.array(z.tuple([z.string(), z.string()]))

const request = z.object({
  method: z.string(),
  /** Path and query, unchanged. */
  url: z.string(),
  /** In their original case and order, repeated ones repeated. */
  headers,
  /** The raw bytes in base64, since JSON cannot contain arbitrary bytes. */
  body: z.string(),
  /** Whether the body is complete: `too_large` was cut at the limit, `incomplete` ended when the sender disconnected. */
  bodyState: z.enum(['whole', 'too_large', 'incomplete']),
  remoteAddress: z.optional(z.string()),
})

const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('received') }),
  z.object({ kind: z.literal('replayed'), of: z.number() }),
  z.object({ kind: z.literal('edited'), of: z.number() }),
  z.object({ kind: z.literal('sample') }),
])

const verification = z.discriminatedUnion('state', [
  z.object({ state: z.literal('verified') }),
  /** The required signature was missing or wrong. */
  z.object({ state: z.literal('refused'), reason: z.string(), hint: z.optional(z.string()) }),
  /** There is no secret to verify with. */
  z.object({ state: z.literal('no_secret') }),
  /** The delivery was rejected before its signature was checked. */
  z.object({ state: z.literal('unchecked') }),
])

const appAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answered'),
    url: z.string(),
    status: z.number(),
    headers,
    /** The beginning, in base64. */
    body: z.string(),
    bodyBytes: z.number(),
    durationMs: z.number(),
  }),
  z.object({ kind: z.literal('unreachable'), url: z.string(), error: z.string(), durationMs: z.number() }),
  /** Not forwarded: the body is incomplete. */
  z.object({ kind: z.literal('withheld'), url: z.string() }),
])

const deviation = z.object({
  /** Its path: `data.duration`. */
  field: z.string(),
  /** The type that was sent: `string`, `number`, `array` and so on. */
  found: z.string(),
})

const result = z.object({
  provider: z.enum([...PROVIDER_NAMES, 'unknown']),
  /** If the provider is `unknown`: the sender of `@vidhook/providers` that it is from. */
  sender: z.optional(
    z.object({
      name: z.string(),
      title: z.string(),
      timeoutMs: z.number(),
      /** The environment variable with its secret. */
      variable: z.string(),
      proof: z.enum(['signature', 'callback']),
    }),
  ),
  verification,
  outcome: z.object({
    kind: z.string(),
    code: z.optional(z.string()),
    status: z.number(),
    body: z.string(),
  }),
  /** The reason for the outcome, if its name is not enough. */
  reason: z.optional(z.string()),
  hint: z.optional(z.string()),
  /** The event's name. If `claimed` is true, it comes from a body that was not verified. */
  eventName: z.optional(z.string()),
  claimed: z.boolean(),
  identity: z.optional(z.string()),
  /** The event's fields that do not have their documented type. Handlers get the event without them. */
  deviations: z._default(z.array(deviation), []),
  /** The context of the signed callback URL. */
  callback: z.optional(z.record(z.string(), z.unknown())),
  /** The status of the answer: the application's, if deliveries are forwarded. */
  status: z.number(),
  /** From the arrival to the answer, in milliseconds. */
  durationMs: z.number(),
  app: z.optional(appAnswer),
})

const keptDelivery = z.object({
  /** Counted from 1. The count continues after a restart. */
  id: z.number(),
  /** ISO 8601. */
  receivedAt: z.string(),
  origin,
  request,
  /** Absent while it is in progress, and forever if vidhook ended before it answered. */
  result: z.optional(result),
})

export type KeptRequest = z.infer<typeof request>
export type Origin = z.infer<typeof origin>
export type Verification = z.infer<typeof verification>
export type AppAnswer = z.infer<typeof appAnswer>
export type Result = z.infer<typeof result>
/** A delivery with its result. */
export type KeptDelivery = z.infer<typeof keptDelivery>

/** One line of the file: a delivery, or the result of one. */
export const journalLine = z.discriminatedUnion('line', [
  z.object({ line: z.literal('delivery'), delivery: keptDelivery }),
  z.object({ line: z.literal('result'), id: z.number(), result }),
])
export type JournalLine = z.infer<typeof journalLine>
