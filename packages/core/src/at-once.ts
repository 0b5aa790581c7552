/**
 * Most deliveries wait for nothing: the body has come, node:crypto answers at once, events are remembered in memory. What
 * is at hand goes on at once; promises are for what has to be waited for.
 */

/** Goes on with a value at once, or once it is there. */
export function andThen<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/**
 * Anything that can be awaited. What comes from outside may be so without being a `Promise`: a database client's query, or
 * a promise of another realm, as tests and edge sandboxes have them.
 */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return 'then' in value && typeof value.then === 'function'
}

/** Lets so many turns of the microtask queue pass. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await undefined
}
