import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathOf } from './delivery.js'
import { excerpt, type Logger } from './log.js'
import { helpLink } from './misconfigured.js'

/** The parts of a receiver that are needed here. */
interface Watched {
  readonly provider: { readonly name: string; readonly typicalHeaders: readonly string[] }
  readonly log: Logger
}

/** For middleware: call it with each request that is handed on, and with the path that the middleware owns. */
export type WatchHandedOn = (
  request: IncomingMessage & { readonly originalUrl?: string },
  response: ServerResponse,
  ownedPath: string,
) => void

/** Does a request carry a header that is typical of the provider? Anybody can send one: it is good for hints alone. */
export function resemblesDelivery(request: IncomingMessage, { provider }: Watched): boolean {
  return provider.typicalHeaders.some((name) => request.headers[name] !== undefined)
}

/**
 * Warns once if a request that a middleware handed on resembles a delivery and is answered 404, since nobody else takes it.
 * Most likely the provider posts to another path than the one that the middleware owns.
 */
export function watchHandedOn(receiver: Watched): WatchHandedOn {
  const { provider, log } = receiver
  let warned = false
  return (request, response, ownedPath) => {
    if (warned || !resemblesDelivery(request, receiver)) return
    response.once('finish', () => {
      if (warned || response.statusCode !== 404) return
      warned = true
      const path = excerpt(pathOf(request.originalUrl ?? request.url ?? ''))
      log.warn(
        { provider: provider.name, code: 'delivery_handed_on', path, ownedPath },
        `A request with ${provider.name}'s headers was answered 404: it came to ${path}, but the webhook owns ${ownedPath}. Give the path to the webhook as its option "path", or mount it there. This is said once. See ${helpLink('delivery_handed_on')}`,
      )
    })
  }
}
