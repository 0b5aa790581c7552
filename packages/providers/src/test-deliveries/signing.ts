/** What a delivery is signed with. */
interface Signing {
  /** The receiver's secret. */
  readonly secret: string
  readonly body: Uint8Array<ArrayBuffer>
  /** Unix time in seconds. */
  readonly timestamp: string
  /** The message's id, for senders that have one. */
  readonly id: string
}

/** Makes the headers that a sender adds, as its documentation says and without the code that checks them. */
export type Sign = (signing: Signing) => Promise<Record<string, string>>

const utf8 = new TextEncoder()

/** Standard Webhooks: base64 of an HMAC over id, timestamp and body. */
export const standard: Sign = async ({ secret, body, timestamp, id }) => {
  const key = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (char) => char.charCodeAt(0))
  const signature = await hmac(key, join(`${id}.${timestamp}.`, body))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${btoa(String.fromCharCode(...signature))}`,
  }
}

/** Hex of an HMAC over the body. */
export const bodyOnly =
  (header: string): Sign =>
  async ({ secret, body }) => ({ [header]: hex(await hmac(utf8.encode(secret), body)) })

/** Hex of an HMAC over timestamp, dot and body; `format` writes it into headers. */
export const timestamped =
  (format: (timestamp: string, signature: string) => Record<string, string>): Sign =>
  async ({ secret, body, timestamp }) =>
    format(timestamp, hex(await hmac(utf8.encode(secret), join(`${timestamp}.`, body))))

function join(text: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = utf8.encode(text)
  const joined = new Uint8Array(head.byteLength + bytes.byteLength)
  joined.set(head)
  joined.set(bytes, head.byteLength)
  return joined
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function hmac(key: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message))
}
