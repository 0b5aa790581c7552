import { excerpt } from '../log/log.js'
import type { CallbackContext } from '../proof/authentication.js'
import { encodeBase64 } from '../proof/hmac.js'
import { pathOf, type RawDelivery } from '../request/delivery.js'
import type { InboxEntry } from './inbox.js'

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

export function toEntry({
  provider,
  delivery,
  callback,
  eventName,
  identity,
  ...parts
}: EntryParts): InboxEntry {
  const text = exactText(delivery.body)
  return {
    version: 1,
    key: parts.key,
    receiver: parts.receiver,
    provider: provider.name,
    eventName: eventName === undefined ? null : storable(excerpt(eventName)),
    identity: storable(excerpt(identity)),
    scope: parts.scope ?? null,
    receivedAt: delivery.receivedAt.toISOString(),
    path: storable(pathOf(delivery.url)),
    headers: keptHeaders(delivery, provider.entryHeaders),
    body: text ?? encodeBase64(delivery.body),
    encoding: text === undefined ? 'base64' : 'utf8',
    callback: callback === undefined ? null : JSON.stringify(callback),
  }
}

/**
 * Without what would be a secret or is of no use to a handler. A provider that reads other headers to identify an event lists
 * them.
 */
const KEPT =
  'content-type user-agent x-request-id traceparent tracestate x-webhook-event x-webhook-id webhook-id webhook-timestamp x-hoox-webhook'.split(
    ' ',
  )

const SECRET = /^cookie|authorization|signature|token|secret|api-?key/

function keptHeaders({ headers }: RawDelivery, more: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    [...KEPT, ...more].flatMap((name) => {
      const value = SECRET.test(name) ? undefined : headers.get(name)
      return value === undefined ? [] : [[name, storable(value)]]
    }),
  )
}

/** The text of the bytes, if encoding it brings back every byte, in any database. */
function exactText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // Postgres stores no NUL. A decoder drops a byte order mark, and so might whatever reads the text later.
    return text.includes('\0') || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
      ? undefined
      : text
  } catch {
    return undefined
  }
}

/** Postgres stores neither NUL nor lone surrogates. This is for people to read, and the body has it all. */
function storable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
}
