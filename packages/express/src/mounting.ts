import type { EventMap, Receiver } from '@vidhook/core'
import {
  asksFor,
  defaultPath,
  type NodeRequest,
  resemblesDelivery,
  withoutTrailingSlash,
} from '@vidhook/core/node'

/** Hands a request on. */
export type Next = (error?: unknown) => void

/** What Express adds to a request while it routes it. */
type RoutedRequest = NodeRequest & {
  /** Where a router or `app.use(path, …)` is mounted. Empty, or absent on node:http, if mounted bare. */
  readonly baseUrl?: string
  readonly params?: Readonly<Record<string, string | readonly string[]>>
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
 * - Bare, `app.use(…)`, or at a wildcard: if it is `/webhooks/<provider>`.
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

/** The whole path that `owns()` looks for, to be said in the log. */
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
  /** Where the middleware is mounted. */
  readonly mount: string
  /** The path that was asked for, seen from there, without a slash at its end. */
  readonly here: string
  readonly atWildcard: boolean
}

function placeOf({ url = '/', baseUrl = '', params = {} }: RoutedRequest): Place {
  const path = url.replace(/[?#].*$/s, '')
  // Mounted at a wildcard, as NestJS does for forRoutes('*'), Express takes the whole path for the path of the mount.
  const wildcard = baseUrl !== '' && path === '/' ? wildcardIn(params) : undefined
  if (wildcard === undefined) return { mount: baseUrl, here: withoutTrailingSlash(path), atWildcard: false }
  const here = withoutTrailingSlash(`/${wildcard.replace(/^\//, '')}`)
  return { mount: baseUrl.endsWith(here) ? baseUrl.slice(0, -here.length) : '', here, atWildcard: true }
}

/** Express 5 gives the segments that a wildcard matched, Express 4 the text, by its number. */
function wildcardIn(params: NonNullable<RoutedRequest['params']>): string | undefined {
  const matched = Object.values(params).find(Array.isArray) ?? params['0']
  return typeof matched === 'string' ? matched : matched?.join('/')
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
