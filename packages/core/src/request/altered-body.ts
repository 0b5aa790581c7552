import type { DeliveryBody } from './delivery.js'
import type { DeliveryHeaders } from './headers.js'

/** Why a body differs, or if `certain` is false may differ, from the signed one. */
export interface Alteration {
  readonly certain: boolean
  readonly cause: string
}

/**
 * Finds out whether a signature does not match because the body was changed before it reached the receiver. A body that the
 * receiver read itself is unchanged. Text that a parser decoded may have lost bytes, and bytes that another module collected
 * may be incomplete.
 */
export function alterationOf(
  given: DeliveryBody,
  body: Uint8Array,
  headers: DeliveryHeaders,
): Alteration | undefined {
  const isText = typeof given === 'string'
  if (!isText && !(given instanceof Uint8Array)) return undefined
  const charset = isText ? foreignCharset(headers.get('content-type')) : undefined
  const announced = headers.get('content-length')
  if (announced !== undefined && /^\d+$/.test(announced)) {
    const missing = Number(announced) - body.byteLength
    if (missing === 0) return undefined
    const cause = isText ? textLoss(charset, missing) : byteLoss(missing)
    return {
      certain: true,
      cause: `${announced} bytes were announced and ${body.byteLength} given: ${cause}`,
    }
  }
  if (!isText) return undefined
  // The body has characters beyond ASCII. Their bytes in that charset are not those in UTF-8.
  if (charset !== undefined && body.byteLength !== given.length)
    return { certain: true, cause: textLoss(charset, 0) }
  return {
    certain: false,
    cause:
      'The body was given as text: if it began with a byte order mark, the mark is lost, but the signature covers it.',
  }
}

function textLoss(charset: string | undefined, missing: number): string {
  const lost = missing === 3 ? 'its byte order mark is lost' : 'some of its bytes are lost'
  return `the body was decoded to text${charset === undefined ? `, and ${lost}` : ` from ${charset}`}.`
}

function byteLoss(missing: number): string {
  return missing > 0
    ? 'the body was passed on before all of it had arrived, or it was changed.'
    : 'the body was changed, or it is still encoded, as Base64 for example.'
}

/** The charset of the sent text, if it is not UTF-8 or ASCII. */
function foreignCharset(contentType: string | undefined): string | undefined {
  const [, charset] = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '') ?? []
  return charset !== undefined && /^(?:utf-?8|us-ascii)$/i.test(charset) ? undefined : charset
}
