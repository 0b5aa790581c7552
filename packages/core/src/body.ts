import type { BodyStream } from './delivery.js'

/** Why a body could not be had: too many bytes, too few in time, a client that went away, or text in place of bytes. */
export type BodyFailure = 'too_large' | 'timeout' | 'incomplete' | 'decoded'

export interface BodyLimits {
  readonly maxBodyBytes: number
  readonly bodyTimeoutMs: number
}

/** Reads a body to its end, unless it passes a limit first; then nothing of it is kept and the rest is discarded. */
export function readBody(stream: BodyStream, limits: BodyLimits): Promise<Uint8Array | BodyFailure> {
  return new Promise((resolve) => {
    let chunks: Uint8Array[] = []
    let size = 0
    let settled = false

    const settle = (result: Uint8Array | BodyFailure) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      chunks = []
      if (typeof result === 'string' && result !== 'incomplete') stream.discard()
      resolve(result)
    }
    const timer = setTimeout(() => settle('timeout'), limits.bodyTimeoutMs)

    stream.read({
      chunk(bytes) {
        if (settled) return
        // Whatever its type says, a stream of Node gives text after setEncoding(), and text has no length in bytes.
        if (!(bytes instanceof Uint8Array)) return settle('decoded')
        size += bytes.byteLength
        if (size > limits.maxBodyBytes) settle('too_large')
        else chunks.push(bytes)
      },
      end: () => settle(concatenate(chunks, size)),
      error: () => settle('incomplete'),
    })
  })
}

/** The body of a Web-standard `Request` as a stream that the receiver reads at its own pace. */
export function webBody(stream: ReadableStream<Uint8Array>): BodyStream {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let discarded = false
  return {
    async read(sink) {
      try {
        reader = stream.getReader()
        for (;;) {
          const { done, value } = await reader.read()
          if (discarded) return
          if (done) return sink.end()
          sink.chunk(value)
        }
      } catch (error) {
        if (!discarded) sink.error(error)
      }
    },
    discard() {
      discarded = true
      const cancelled = reader ? reader.cancel() : stream.cancel()
      cancelled.catch(() => {}) // the client may be gone already
    },
  }
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks
  if (first && chunks.length === 1) return first
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}
