import { excerpt } from '../log/log.js'
import type { CallbackContext } from '../proof/authentication.js'
import { encodeBase64 } from '../proof/hmac.js'
import { pathOf, type RawDelivery } from '../request/delivery.js'
import type { InboxEntry } from './inbox.js'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** What a web process knows about an event when it puts it into an inbox. */
export interface EntryParts {
  readonly key: string
  /** The receiver's name. */
  readonly receiver: string
  readonly provider: { readonly name: string; readonly entryHeaders?: readonly string[] | undefined }
  readonly eventName: string | undefined
  readonly identity: string
  readonly scope: string | undefined
  readonly delivery: RawDelivery
  readonly callback: CallbackContext | undefined
}

export function toEntry(parts: EntryParts): InboxEntry {
  const { key, receiver, provider, eventName, identity, scope = null, delivery, callback } = parts
  const text = utf8.decode(delivery.body)
  const isExact = !INEXACT.test(text)
  return {
    version: 1,
    key,
    receiver,
    provider: provider.name,
    eventName: eventName === undefined ? null : storable(excerpt(eventName)),
    identity: storable(excerpt(identity)),
    scope,
    receivedAt: delivery.receivedAt.toISOString(),
    path: storable(pathOf(delivery.url)),
    headers: keptHeaders(delivery, provider.entryHeaders),
    body: isExact ? text : encodeBase64(delivery.body),
    encoding: isExact ? 'utf8' : 'base64',
    callback: callback ? JSON.stringify(callback) : null,
  }
}

/**
 * Headers that are of use to a handler or for tracing, or that `identify` may read. A provider that reads others lists them.
 */
const KEPT = [
  'content-type',
  'user-agent',
  'x-request-id',
  'traceparent',
  'tracestate',
  'x-webhook-event',
  'x-webhook-id',
  'webhook-id',
]

const SECRET = /^cookie|authorization|signature|token|secret|api-?key/

function keptHeaders({ headers }: RawDelivery, more: readonly string[] = []): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of [...KEPT, ...more]) {
    const value = headers.get(name)
    if (value !== undefined && !SECRET.test(name)) kept[name] = storable(value)
  }
  return kept
}

/**
 * What text may not bring back byte for byte from every database: bytes that are no UTF-8 (decoded as U+FFFD), a NUL, which Postgres
 * does not store, or a byte order mark, which whatever reads the text may drop.
 */
const INEXACT = /^\uFEFF|[\0\uFFFD]/

/** Postgres stores neither NUL nor lone surrogates. This is for people to read, and the body has it all. */
function storable(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/
