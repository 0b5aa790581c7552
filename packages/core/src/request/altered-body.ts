import type { DeliveryBody } from './delivery.js'
import type { DeliveryHeaders } from './headers.js'

/** Why a body is not the one that was signed: for certain, or perhaps. */
export interface Alteration {
  readonly certain: boolean
  readonly cause: string
}

/**
 * Looks for what happened to a body whose signature does not match. Bytes that the receiver read itself are as they came. But
 * text that something else decoded may have lost some, and a body that something else collects may not be complete yet.
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
  // What is not ASCII is of other bytes in UTF-8 than in any other charset.
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

/** The charset of text, if its UTF-8 is not the bytes that were sent. */
function foreignCharset(contentType: string | undefined): string | undefined {
  const [, charset] = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '') ?? []
  return charset !== undefined && /^(?:utf-?8|us-ascii)$/i.test(charset) ? undefined : charset
}
