import { childLogger, type Logger, logFor } from '../log/log.js'
import type { CallbackContext } from '../proof/authentication.js'
import type { RawDelivery } from '../request/delivery.js'
import type { DeliveryHeaders } from '../request/headers.js'

/** The second argument of a handler. `log` and `signal` are getters, so `{ ...context }` does not have them. */
export interface Context {
  /** The provider's name: `jogg`, `hoox`, or a defined one's. */
  readonly provider: string
  /** The event's name, such as `video_export.failed`. */
  readonly eventName: string
  /** The event's identity: the same in all of its deliveries. Use it as the key of your own idempotent writes. */
  readonly identity: string
  readonly receivedAt: Date
  readonly headers: DeliveryHeaders
  /** The bytes that were verified. */
  readonly rawBody: Uint8Array
  /** What `signCallbackUrl()` put into the URL, if the URL was signed with a context. */
  readonly callback: CallbackContext | undefined
  /** The receiver's logger, or in Fastify the request's, with the event's name and identity on every line. */
  readonly log: Logger
  /**
   * Aborts when the deadline has passed and the provider was asked to send again, or when the lease was lost and another
   * worker may run the handlers. If the event came from an inbox: when the worker lost its claim or is shut down, or when
   * `maxRunMs` has passed. Pass it on to fetch and to database clients.
   */
  readonly signal: AbortSignal
  /** Which attempt this is, from 1, if the event came from an inbox. Without one it is 1. */
  readonly attempt: number
  /**
   * Lets work go on after the answer. **This gives up the provider's retries for that work**: the event counts as done as
   * soon as the handlers have succeeded, so a failure of this work is logged and lost. `drain()` and the platform wait for it.
   *
   * If the event came from an inbox, the work is a part of the handler's run: it is waited for, and tried again if it fails.
   */
  waitUntil(work: Promise<unknown>): void
}

/** What a context is made of. */
export interface ContextParts {
  readonly provider: string
  readonly eventName: string
  readonly identity: string
  readonly delivery: RawDelivery
  readonly callback: CallbackContext | undefined
  readonly log: Logger
  /** The logger of the request, if it has one of its own. */
  readonly requestLog: Logger | undefined
  readonly abort: LazyAbort
  readonly waitUntil: (work: Promise<unknown>) => void
  /** @default 1 */
  readonly attempt?: number | undefined
}

export function createContext(parts: ContextParts): Context {
  return new DeliveryContext(parts)
}

/**
 * The logger and the signal are made when a handler asks for them: most never do. A class, because V8 makes a hidden class
 * for each object literal that has a getter, and those outlive the delivery.
 */
class DeliveryContext implements Context {
  readonly provider: string
  readonly eventName: string
  readonly identity: string
  readonly receivedAt: Date
  readonly headers: DeliveryHeaders
  readonly rawBody: Uint8Array
  readonly callback: CallbackContext | undefined
  readonly attempt: number
  /** A property, not a method, so that a handler can destructure it: `(event, { waitUntil }) => …`. */
  readonly waitUntil: (work: Promise<unknown>) => void
  readonly #receiverLog: Logger
  readonly #requestLog: Logger | undefined
  readonly #abort: LazyAbort
  #log: Logger | undefined

  constructor(parts: ContextParts) {
    const { provider, eventName, identity, delivery, callback, log, requestLog, abort, waitUntil } = parts
    this.provider = provider
    this.eventName = eventName
    this.identity = identity
    this.receivedAt = delivery.receivedAt
    this.headers = delivery.headers
    this.rawBody = delivery.body
    this.callback = callback
    this.attempt = parts.attempt ?? 1
    this.waitUntil = waitUntil
    this.#receiverLog = log
    this.#requestLog = requestLog
    this.#abort = abort
  }

  get log(): Logger {
    const { provider, eventName: event, identity } = this
    this.#log ??= childLogger(logFor(this.#receiverLog, this.#requestLog), { provider, event, identity })
    return this.#log
  }

  get signal(): AbortSignal {
    return this.#abort.signal()
  }
}

/** An AbortController that is made when its signal is first read. */
export class LazyAbort {
  #controller: AbortController | undefined
  #reason: Error | undefined

  signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#reason) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  abort(reason: Error): void {
    this.#reason ??= reason
    this.#controller?.abort(this.#reason)
  }
}
