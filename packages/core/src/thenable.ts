/**
 * Whether a value can be awaited. A user's value may have `then()` without being a `Promise`, such as a database client's query,
 * or a promise of another realm, as in tests and Edge sandboxes.
 */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return 'then' in value && typeof value.then === 'function'
}
