import type { EventMap, Receiver } from '@vidhook/core'
import type { NodeRequest } from '@vidhook/core/node'

/** What Express adds to a request while it routes it. */
type RoutedRequest = NodeRequest & {
  /** Where a router or `app.use(path, …)` is mounted. Empty, or absent on node:http, if mounted bare. */
  readonly baseUrl?: string
  readonly route?: { readonly stack?: readonly { readonly handle?: unknown }[] }
}

/**
 * Is this request for the middleware, given how it was mounted?
 *
 * - As a route, `app.post('/hooks/jogg', …)`: yes, Express has matched the path.
 * - With a `path`: if it is that path, seen from where the middleware is mounted.
 * - At a path, `app.use('/hooks/jogg', …)`: if it is that path and nothing below it.
 * - Bare, `app.use(…)`: if it is `/webhooks/<provider>`.
 */
export function owns<Events extends EventMap>(
  request: RoutedRequest,
  receiver: Receiver<Events>,
  path: string | undefined,
): boolean {
  if (isRouteOf(request, receiver)) return true
  const here = withoutTrailingSlash((request.url ?? '/').replace(/[?#].*$/s, ''))
  if (path !== undefined) return here === withoutTrailingSlash(path)
  if (request.baseUrl && here === '/') return true
  return here === `/webhooks/${receiver.provider.name}`
}

/**
 * `request.route` alone does not tell: it stays set when an earlier route, such as `app.all('*', …)`, has called `next()`.
 * The middleware is known by its receiver, since tracers put functions of their own, with its properties, in its place.
 */
function isRouteOf(request: RoutedRequest, receiver: unknown): boolean {
  const layers = request.route?.stack ?? []
  return layers.some(
    ({ handle }) => typeof handle === 'function' && 'receiver' in handle && handle.receiver === receiver,
  )
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
