/**
 * Anything that can be awaited. What comes from outside may be so without being a `Promise`: a database client's query, or
 * a promise of another realm, as tests and edge sandboxes have them.
 */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return 'then' in value && typeof value.then === 'function'
}
