import type { EventMap, Receiver } from '@vidhook/core'
import {
  asksFor,
  defaultPath,
  type NodeRequest,
  resemblesDelivery,
  withoutTrailingSlash,
} from '@vidhook/core/node'

/** Passes a request to the next middleware. */
export type Next = (error?: unknown) => void

/** A request with the properties that Express adds while routing. */
type RoutedRequest = NodeRequest & {
  /** The path that a router or `app.use(path, …)` is mounted at. Empty if mounted without a path, absent on node:http. */
  readonly baseUrl?: string
  readonly params?: Readonly<Record<string, string | readonly string[]>>
  readonly route?: {
    readonly path?: unknown
    readonly stack?: readonly { readonly handle?: unknown }[]
  }
  /** The router's `next`. The handlers of a route get another one. */
  readonly next?: unknown
}

/**
 * Whether the middleware has to answer this request. Depends on how it is mounted:
 *
 * - As a route, `app.post('/hooks/jogg', …)`: yes, Express has matched the path.
 * - With the option `path`: if the request is for that path, relative to where the middleware is mounted.
 * - Called without `next`: yes, there is no other middleware to answer.
 * - At a path, `app.use('/hooks/jogg', …)`: if the request is for exactly that path, not one below it.
 * - Without a path, `app.use(…)`, or at a wildcard: if the request is for `/webhooks/<provider>`.
 */
export function owns<Events extends EventMap>(
  request: RoutedRequest,
  receiver: Receiver<Events>,
  path: string | undefined,
  next: Next | undefined,
): boolean {
  if (isRouteOf(request, receiver)) return true
  const { mount, here } = placeOf(request)
  if (path !== undefined) return asksFor(here, path)
  if (!next) return true
  if (mount !== '' && here === '/') return true
  if (here === defaultPath(receiver)) return true
  return isInRouteAt(here, request, next) && resemblesDelivery(request, receiver)
}

/** The whole path that `owns()` compares with, for the log. */
export function ownedPath<Events extends EventMap>(
  request: RoutedRequest,
  receiver: Receiver<Events>,
  path: string | undefined,
): string {
  const { mount, atWildcard } = placeOf(request)
  if (path !== undefined) return mount + path
  return mount === '' || atWildcard ? mount + defaultPath(receiver) : mount
}

interface Place {
  /** The path that the middleware is mounted at. */
  readonly mount: string
  /** The request's path relative to `mount`, without a slash at its end. */
  readonly here: string
  readonly atWildcard: boolean
}

function placeOf({ url = '/', baseUrl = '', params = {} }: RoutedRequest): Place {
  const path = url.replace(/[?#].*$/s, '')
  // At a wildcard, as in NestJS with forRoutes('*'), Express counts the whole path as the path of the mount.
  const wildcard = baseUrl !== '' && path === '/' ? wildcardIn(params) : undefined
  if (wildcard === undefined) return { mount: baseUrl, here: withoutTrailingSlash(path), atWildcard: false }
  const here = withoutTrailingSlash(`/${wildcard.replace(/^\//, '')}`)
  return { mount: baseUrl.endsWith(here) ? baseUrl.slice(0, -here.length) : '', here, atWildcard: true }
}

/** The path that a wildcard matched: a list of segments in Express 5, a string under the key `0` in Express 4. */
function wildcardIn(params: NonNullable<RoutedRequest['params']>): string | undefined {
  const matched = Object.values(params).find(Array.isArray) ?? params['0']
  return typeof matched === 'string' ? matched : matched?.join('/')
}

/**
 * Whether the middleware was called as a handler of a route. `request.route` alone does not show it: it stays set after an
 * earlier route, such as `app.all('*', …)`, has called `next()`. The handler is found by its receiver, since tracers wrap
 * handlers in functions that have the same properties.
 */
function isRouteOf(request: RoutedRequest, receiver: unknown): boolean {
  const layers = request.route?.stack ?? []
  return layers.some(
    ({ handle }) => typeof handle === 'function' && 'receiver' in handle && handle.receiver === receiver,
  )
}

/**
 * Whether the handler of a route with exactly this path called the middleware. NestJS makes such routes for
 * `consumer.apply(joggWebhook(secret)).forRoutes(HooksController)`. This is a guess, since tracers replace `next` too.
 */
function isInRouteAt(here: string, request: RoutedRequest, next: Next): boolean {
  const path = request.route?.path
  return typeof path === 'string' && withoutTrailingSlash(path) === here && next !== request.next
}
