import type { DeliveryBody } from './delivery.js'
import type { DeliveryHeaders } from './headers.js'

/** Why a body differs from the one that was signed. If `certain` is false, it may not differ at all. */
export interface Alteration {
  readonly certain: boolean
  readonly cause: string
}

/**
 * Finds out why a signature does not match, if the body was changed on its way to the receiver. A body that the receiver read
 * itself is unchanged. Text that a parser decoded may have lost bytes, and a body that another module collects may be incomplete.
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
  // The body has characters beyond ASCII, whose bytes differ between UTF-8 and that charset.
  if (charset !== undefined && body.byteLength !== given.length)
    return { certain: true, cause: textLoss(charset, 0) }
  return {
    certain: false,
    cause:
      'The body was given as text: if it began with a byte order mark, that is lost, and the signature covers it.',
  }
}

function textLoss(charset: string | undefined, missing: number): string {
  const lost = missing === 3 ? 'its byte order mark is lost' : 'not all of its bytes can be brought back'
  return `the body was decoded to text${charset === undefined ? `, and ${lost}` : ` from ${charset}`}.`
}

function byteLoss(missing: number): string {
  return missing > 0
    ? 'the body was handed over before all of it had arrived, or it was changed.'
    : 'the body was changed, or it is still encoded, as Base64 for example.'
}

/** The charset of the sent text, if it is not UTF-8 or ASCII. */
function foreignCharset(contentType: string | undefined): string | undefined {
  const [, charset] = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '') ?? []
  return charset !== undefined && /^(?:utf-?8|us-ascii)$/i.test(charset) ? undefined : charset
}
