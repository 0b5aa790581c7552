import type { DeliveryBody } from '@vidhook/core'
import type { HeaderPairs } from '../http-client.js'
import { acknowledges } from '../providers/schedule.js'
import { chooseProvider } from './choose-provider.js'
import { type AppResponse, forward } from './forward.js'
import type { Journal } from './journal.js'
import type { AppAnswer, KeptDelivery, Origin, Result } from './kept-delivery.js'
import type { ArrivedBody } from './read-request.js'
import type { Verifier } from './verify-delivery.js'
import { chooseSender } from './verify-sender.js'

/** A delivery from a provider or from the page, before it is stored. */
export interface Incoming {
  readonly method: string
  readonly url: string
  readonly headers: HeaderPairs
  readonly body: ArrivedBody
  readonly remoteAddress?: string | undefined
  readonly origin: Origin
}

/** The answer to the sender. */
export interface SenderAnswer {
  readonly status: number
  readonly headers: HeaderPairs
  readonly body: Uint8Array
}

export interface Intake {
  /** Stores a delivery, verifies it, forwards it, stores the result, and returns the answer. Calls `onChange` after both stores. */
  take(incoming: Incoming): Promise<{ readonly delivery: KeptDelivery; readonly answer: SenderAnswer }>
  /** Waits for the deliveries in progress. */
  settled(): Promise<void>
}

export interface IntakeOptions {
  readonly journal: Journal
  readonly verifier: Verifier
  readonly forwardTo: URL | undefined
  /** Aborts requests to the application at shutdown. */
  readonly signal: AbortSignal
  readonly onChange: (delivery: KeptDelivery) => void
}

export function createIntake(options: IntakeOptions): Intake {
  const { journal, verifier, forwardTo, signal, onChange } = options
  const running = new Set<Promise<unknown>>()

  async function take(incoming: Incoming) {
    const startedAt = performance.now()
    const kept = await journal.add({
      receivedAt: new Date().toISOString(),
      origin: incoming.origin,
      request: requestOf(incoming),
    })
    onChange(kept)

    const app =
      forwardTo && incoming.body.state === 'whole'
        ? once(() => forward(httpRequest(incoming), forwardTo, signal))
        : undefined
    const { method, url, headers, remoteAddress } = incoming
    const provider = chooseProvider(url, headers)
    const verdict = await verifier.verify(
      { method, url, headers, body: bodyOf(incoming.body), remoteAddress },
      provider === 'unknown' ? (chooseSender(url, headers) ?? provider) : provider,
      async () => {
        // For the receiver, the application is the handler: after its 2xx, the event counts as processed.
        if (app && !hasAcknowledged(await app())) throw new Error('The application did not acknowledge it.')
      },
    )
    // Rejected and repeated deliveries are forwarded too, to show how the application answers them.
    const response = await app?.()
    const answer = answerOf(verdict, response)
    const result: Result = {
      ...verdict,
      status: answer.status,
      durationMs: performance.now() - startedAt,
      app: response ? keptAnswer(response) : withheldAnswer(forwardTo),
    }
    const delivery = (await journal.settle(kept.id, result)) ?? { ...kept, result }
    onChange(delivery)
    return { delivery, answer }
  }

  return {
    take(incoming) {
      const taken = take(incoming)
      running.add(taken)
      const done = () => running.delete(taken)
      taken.then(done, done)
      return taken
    },
    settled: async () => {
      await Promise.allSettled(running)
    },
  }
}

function requestOf({ method, url, headers, body, remoteAddress }: Incoming): KeptDelivery['request'] {
  return {
    method,
    url,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: body.bytes.toString('base64'),
    bodyState: body.state,
    remoteAddress,
  }
}

/** An incomplete body must fail in the receiver too. Otherwise the receiver would treat the first bytes as the whole body. */
function bodyOf({ bytes, state }: ArrivedBody): DeliveryBody {
  if (state !== 'incomplete') return bytes
  return { read: (sink) => sink.error(new Error('The sender disconnected.')), discard: () => {} }
}

function httpRequest({ method, url, headers, body }: Incoming) {
  return { method, url, headers, body: body.bytes }
}

function hasAcknowledged(response: AppResponse): boolean {
  return response.kind === 'answered' && acknowledges(response.status)
}

/** The application's own answer, if there is an application. */
function answerOf({ outcome }: Pick<Result, 'outcome'>, app: AppResponse | undefined): SenderAnswer {
  if (app?.kind === 'answered') return app
  const [status, body] = app ? [502, UNREACHABLE] : [outcome.status, outcome.body]
  return { status, headers: JSON_HEADERS, body: Buffer.from(body) }
}

const JSON_HEADERS: HeaderPairs = [
  ['content-type', 'application/json; charset=utf-8'],
  ['cache-control', 'no-store'],
]
const UNREACHABLE = JSON.stringify({ message: 'The application behind vidhook listen did not answer.' })

/** In bytes. The provider gets the whole answer, but only its beginning is stored. */
const KEPT_ANSWER_BYTES = 64 * 1024

function keptAnswer(response: AppResponse): AppAnswer {
  if (response.kind === 'unreachable') return response
  return {
    ...response,
    headers: response.headers.map(([name, value]): [string, string] => [name, value]),
    body: response.body.subarray(0, KEPT_ANSWER_BYTES).toString('base64'),
    bodyBytes: response.body.byteLength,
  }
}

function withheldAnswer(forwardTo: URL | undefined): AppAnswer | undefined {
  return forwardTo && { kind: 'withheld', url: forwardTo.href }
}

function once<Result>(start: () => Promise<Result>): () => Promise<Result> {
  let started: Promise<Result> | undefined
  return () => {
    started ??= start()
    return started
  }
}
