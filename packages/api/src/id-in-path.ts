/** An id as one segment of a URL's path, or `undefined` if it cannot be one: a URL resolves dots to the path of another call. */
export function idInPath(id: unknown): string | undefined {
  return typeof id === 'string' && !['', '.', '..'].includes(id) ? encodeURIComponent(id) : undefined
}
