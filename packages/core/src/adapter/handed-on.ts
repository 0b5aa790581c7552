import type { ServerResponse } from 'node:http'
import { excerpt, type Logger } from '../log/log.js'
import { helpLink } from '../misconfigured.js'
import { pathOf } from '../request/delivery.js'
import type { NodeRequest } from './node-request.js'

/** The parts of a receiver that this file uses. */
interface Watched {
  readonly provider: { readonly name: string; readonly typicalHeaders?: readonly string[] | undefined }
  readonly log: Logger
}

/** Whether a request has a header that is typical of the provider. Use it only for hints: anybody can send such a header. */
export function resemblesDelivery(request: NodeRequest, { provider }: Watched): boolean {
  return provider.typicalHeaders?.some((name) => request.headers[name] !== undefined) ?? false
}

/**
 * Warns once if a middleware hands a request on that resembles a delivery, and the request is then answered 404. Most likely
 * the provider posts to another path than the middleware's. Call the returned function for each request that is handed on.
 *
 * @param ownedPathOf the middleware's whole path, including where it is mounted for this request
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
    whenFinished(response, () => {
      if (warned || response.statusCode !== 404) return
      warned = true
      const path = excerpt(pathOf(request.originalUrl ?? request.url ?? ''))
      log.warn(
        { provider: provider.name, code: 'delivery_handed_on', path, ownedPath },
        `A request with ${provider.name}'s headers was answered 404: it was sent to ${path}, but the webhook is at ${ownedPath}. Give the webhook that path with its option "path", or mount it there. This is logged once. See ${helpLink('delivery_handed_on')}`,
      )
    })
  }
}

const finished = new WeakMap<ServerResponse, (() => void)[]>()

/** One listener a response, however many webhooks pass it on: Node warns of more than ten. */
function whenFinished(response: ServerResponse, run: () => void): void {
  const known = finished.get(response)
  if (known) return void known.push(run)
  const runs = [run]
  finished.set(response, runs)
  response.once('finish', () => {
    for (const each of runs) each()
  })
}
