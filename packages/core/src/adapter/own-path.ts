import type { EventMap } from '../providers/provider.js'
import type { Receiver } from '../receiver.js'

/** The path of a receiver if the user gives none: `/webhooks/<provider>`. */
export function defaultPath<Events extends EventMap>({
  provider,
}: Pick<Receiver<Events>, 'provider'>): string {
  return `/webhooks/${provider.name}`
}

/**
 * Whether a request's URL has this path. Ignores the query, and a slash at the end of either.
 *
 * @param url the path with its query, as node:http gives it
 */
export function asksFor(url: string, path: string): boolean {
  return withoutTrailingSlash(url.replace(/[?#].*$/s, '')) === withoutTrailingSlash(path)
}

/** `/a` of `/a/`. The root stays `/`. */
export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
