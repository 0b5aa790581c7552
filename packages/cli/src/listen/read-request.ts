import type { IncomingMessage } from 'node:http'
import { nodeStream } from '@vidhook/core/node'
import type { KeptRequest } from './kept-delivery.js'

/** A receiver's default limit, in bytes. */
const MAX_BODY_BYTES = 1_048_576

/** The received part of a body. Reading never fails, since incomplete deliveries are shown, too. */
export interface ArrivedBody {
  readonly bytes: Buffer
  readonly state: KeptRequest['bodyState']
}

/** Reads a request's body up to one byte over a receiver's limit: enough for the receiver to reject it as too large. */
export function readRequest(request: IncomingMessage): Promise<ArrivedBody> {
  return new Promise((resolve) => {
    const stream = nodeStream(request)
    const chunks: Uint8Array[] = []
    let size = 0
    const settle = (state: ArrivedBody['state']) =>
      resolve({ bytes: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES + 1), state })
    stream.read({
      chunk(bytes) {
        if (size > MAX_BODY_BYTES) return
        chunks.push(bytes)
        size += bytes.byteLength
        if (size <= MAX_BODY_BYTES) return
        stream.discard()
        settle('too_large')
      },
      end: () => settle('whole'),
      error: () => settle('incomplete'),
    })
  })
}
