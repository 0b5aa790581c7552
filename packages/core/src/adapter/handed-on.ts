import type { ServerResponse } from 'node:http'
import { excerpt, type Logger } from '../log/log.js'
import { helpLink } from '../misconfigured.js'
import { pathOf } from '../request/delivery.js'
import type { NodeRequest } from './node-request.js'

/** The parts of a receiver that are needed here. */
interface Watched {
  readonly provider: { readonly name: string; readonly typicalHeaders?: readonly string[] | undefined }
  readonly log: Logger
}

/** Does a request carry a header that is typical of the provider? Anybody can send one: it is good for hints alone. */
export function resemblesDelivery(request: NodeRequest, { provider }: Watched): boolean {
  return provider.typicalHeaders?.some((name) => request.headers[name] !== undefined) ?? false
}

/**
 * Warns once if a request that a middleware handed on resembles a delivery and is answered 404, since nobody else takes it.
 * Most likely the provider posts to another path than the one that the middleware owns. Call what it returns with each
 * request that is handed on.
 *
 * @param ownedPathOf the whole path that the middleware owns where the request came by
 */
export function watchHandedOn(
  receiver: Watched,
  ownedPathOf: (request: NodeRequest) => string,
): (request: NodeRequest, response: ServerResponse) => void {
  const { provider, log } = receiver
  let warned = false
  return (request, response) => {
    if (warned || !resemblesDelivery(request, receiver)) return
    const ownedPath = ownedPathOf(request)
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
