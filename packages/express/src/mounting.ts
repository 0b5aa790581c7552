import type { EventMap, Receiver } from '@vidhook/core'
import { type NodeRequest, resemblesDelivery } from '@vidhook/core/node'

/** Hands a request on. */
export type Next = (error?: unknown) => void

/** What Express adds to a request while it routes it. */
type RoutedRequest = NodeRequest & {
  /** Where a router or `app.use(path, …)` is mounted. Empty, or absent on node:http, if mounted bare. */
  readonly baseUrl?: string
  readonly route?: {
    readonly path?: unknown
    readonly stack?: readonly { readonly handle?: unknown }[]
  }
  /** The `next` of the router that the request is in. A route hands its handlers a `next` of its own. */
  readonly next?: unknown
}

/**
 * Is this request for the middleware, given how it was mounted?
 *
 * - As a route, `app.post('/hooks/jogg', …)`: yes, Express has matched the path.
 * - With a `path`: if it is that path, seen from where the middleware is mounted.
 * - Called without `next`: yes, nobody else could answer it.
 * - At a path, `app.use('/hooks/jogg', …)`: if it is that path and nothing below it.
 * - Bare, `app.use(…)`: if it is `/webhooks/<provider>`.
 */
export function owns<Events extends EventMap>(
  request: RoutedRequest,
  receiver: Receiver<Events>,
  path: string | undefined,
  next: Next | undefined,
): boolean {
  if (isRouteOf(request, receiver)) return true
  const here = withoutTrailingSlash((request.url ?? '/').replace(/[?#].*$/s, ''))
  if (path !== undefined) return here === withoutTrailingSlash(path)
  if (!next) return true
  if (request.baseUrl && here === '/') return true
  if (here === defaultPath(receiver)) return true
  return isInRouteAt(here, request, next) && resemblesDelivery(request, receiver)
}

/** The whole path that `owns()` looks for, to be said in the log. */
export function ownedPath<Events extends EventMap>(
  { baseUrl = '' }: RoutedRequest,
  receiver: Receiver<Events>,
  path: string | undefined,
): string {
  if (path !== undefined) return baseUrl + path
  return baseUrl || defaultPath(receiver)
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

/**
 * Was it called by the handler of a route of this very path? NestJS makes such routes of
 * `consumer.apply(joggWebhook(secret)).forRoutes(HooksController)`. Tracers replace `next`, too, so this is a guess.
 */
function isInRouteAt(here: string, request: RoutedRequest, next: Next): boolean {
  const path = request.route?.path
  return typeof path === 'string' && withoutTrailingSlash(path) === here && next !== request.next
}

function defaultPath<Events extends EventMap>(receiver: Receiver<Events>): string {
  return `/webhooks/${receiver.provider.name}`
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
