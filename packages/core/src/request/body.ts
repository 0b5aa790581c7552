import type { BodyStream } from './delivery.js'

/** Why a body was not read: too many bytes, too many pieces, too slow, the client disconnected, or text in place of bytes. */
export type BodyFailure = 'too_large' | 'fragmented' | 'timeout' | 'incomplete' | 'decoded'

export interface BodyLimits {
  readonly maxBodyBytes: number
  readonly bodyTimeoutMs: number
}

/**
 * Each piece of a body costs the server some microseconds, however small it is, and the sender is not authenticated yet. So a
 * body may have 1,024 pieces plus one for every 32 bytes. Honest senders stay far below: an event that is written byte by byte
 * has fewer than 1,024 pieces, and large bodies come in packets of 1,400 bytes or TLS records of 16 KB.
 */
const FREE_PIECES = 1_024
const BYTES_PER_PIECE = 32

/**
 * Reads a body to its end. If the body exceeds a limit, the bytes read so far and the rest are discarded.
 *
 * @param declaredBytes the value of `Content-Length`, or `NaN`
 */
export function readBody(
  stream: BodyStream,
  limits: BodyLimits,
  declaredBytes: number,
): Promise<Uint8Array | BodyFailure> {
  return new Promise((resolve) => {
    let body: BodyBuffer | undefined = new BodyBuffer(limits.maxBodyBytes, declaredBytes)
    let pieces = 0
    let timer: ReturnType<typeof setTimeout> | undefined

    const settle = (result: Uint8Array | BodyFailure) => {
      if (!body) return
      body = undefined
      clearTimeout(timer)
      if (typeof result === 'string' && result !== 'incomplete') stream.discard()
      resolve(result)
    }

    stream.read({
      chunk(bytes) {
        if (!body) return
        // After setEncoding(), a Node stream gives text, in spite of the type. Its bytes are lost.
        if (!(bytes instanceof Uint8Array)) return settle('decoded')
        const size = body.size + bytes.byteLength
        if (size > limits.maxBodyBytes) settle('too_large')
        else if (++pieces > FREE_PIECES + size / BYTES_PER_PIECE) settle('fragmented')
        else body.append(bytes)
      },
      end() {
        if (body) settle(body.bytes())
      },
      error: () => settle('incomplete'),
    })
    // A body that has come with its headers is read by the next microtask, and needs no timer.
    void Promise.resolve().then(() => {
      if (body) timer = setTimeout(() => settle('timeout'), limits.bodyTimeoutMs)
    })
  })
}

/** Makes a {@link BodyStream} of a Web-standard request's body. */
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

const EMPTY = new Uint8Array()

/**
 * Collects chunks in one piece of memory. A single chunk is used without a copy. More chunks are copied into a buffer that
 * grows when it is full, so the memory does not depend on the number of chunks.
 */
class BodyBuffer {
  size = 0
  readonly #maxBytes: number
  readonly #declaredBytes: number
  #buffer: Uint8Array = EMPTY

  constructor(maxBytes: number, declaredBytes: number) {
    this.#maxBytes = maxBytes
    this.#declaredBytes = declaredBytes
  }

  append(chunk: Uint8Array): void {
    const size = this.size + chunk.byteLength
    if (this.size === 0) this.#buffer = chunk
    else {
      // The second chunk always grows the buffer, so nothing is ever written into the memory of the first chunk.
      if (size > this.#buffer.byteLength) this.#grow(size)
      this.#buffer.set(chunk, this.size)
    }
    this.size = size
  }

  /** The bytes received, without the unused end of the buffer. */
  bytes(): Uint8Array {
    return this.size === this.#buffer.byteLength ? this.#buffer : this.#buffer.subarray(0, this.size)
  }

  /**
   * Grows to the declared length once a sixteenth of it has arrived, so that a large body is copied once, and a client that
   * declares much and sends little gets little memory. Until then, and without a declared length, to twice the received bytes.
   */
  #grow(size: number): void {
    const declared = this.#declaredBytes
    const length = declared >= size && declared <= 16 * size ? declared : 2 * size
    const larger = new Uint8Array(Math.min(length, this.#maxBytes))
    larger.set(this.#buffer.subarray(0, this.size))
    this.#buffer = larger
  }
}
