/** An id as one segment of a URL's path, or `undefined` if it cannot be one: "." and ".." would lead to another call's path. */
export function idInPath(id: unknown): string | undefined {
  return typeof id === 'string' && !['', '.', '..'].includes(id) ? encodeURIComponent(id) : undefined
}
