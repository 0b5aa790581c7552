/**
 * Whether a value can be awaited. A user's value may have `then()` without being a `Promise`, such as a database client's query,
 * or a promise of another realm, as in tests and Edge sandboxes.
 */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  // Not `'then' in value` first: V8 looks that up anew for every shape of object after the first few.
  return typeof (value as { readonly then?: unknown }).then === 'function'
}

/**
 * Continues with a value at once, or with a promise's value when it resolves. Most steps of a delivery have their values at hand
 * (node:crypto is synchronous, events are remembered in memory), and a promise for each would be most of their cost.
 */
export function andThen<Value, Result>(
  value: Value | PromiseLike<Value>,
  step: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return isThenable(value) ? Promise.resolve(value).then(step) : step(value)
}
