/**
 * Whether a value can be awaited. Values from outside may be thenable without being a `Promise`: a database client's query,
 * or a promise of another realm, as tests and edge sandboxes have them.
 */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return 'then' in value && typeof value.then === 'function'
}
