import type { CallbackContext } from '../proof/authentication.js'
import { decodeBase64 } from '../proof/hmac.js'
import type { RawDelivery } from '../request/delivery.js'
import { deliveryHeaders } from '../request/headers.js'
import type { InboxEntry } from './inbox.js'

/** The delivery of an entry, as far as it was kept: the same bytes. */
export function entryDelivery(entry: InboxEntry): RawDelivery {
  return {
    method: 'POST',
    url: entry.path,
    headers: deliveryHeaders(entry.headers),
    body: bodyOf(entry),
    receivedAt: new Date(entry.receivedAt),
  }
}

export function entryCallback({ callback }: InboxEntry): CallbackContext | undefined {
  return callback === null ? undefined : JSON.parse(callback)
}

/** @throws TypeError if it is not an entry that this version can read. */
export function checkEntry(entry: unknown): asserts entry is InboxEntry {
  const version =
    typeof entry === 'object' && entry !== null && 'version' in entry ? entry.version : undefined
  if (version !== 1)
    throw new TypeError(
      `This is no inbox entry that this version of @vidhook/core can read: its version is ${JSON.stringify(version)}, not 1.`,
    )
}

function bodyOf({ body, encoding }: InboxEntry): Uint8Array {
  if (encoding === 'utf8') return new TextEncoder().encode(body)
  const bytes = decodeBase64(body)
  if (!bytes) throw new TypeError('The body of the inbox entry is not base64.')
  return bytes
}
