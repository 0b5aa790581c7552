import { isThenable } from '../thenable.js'
import type { Context } from './context.js'
import type { Listener } from './handlers.js'

/** One handler's run. */
export interface HandlerRun {
  /** What it listens for. */
  readonly name: string
  readonly durationMs: number
  /** What it threw or rejected with. Absent if it succeeded. */
  readonly error?: unknown
}

/** Something around each handler's run, such as a span. */
export type AroundHandler = (name: string, run: () => Promise<HandlerRun>) => Promise<HandlerRun>

/**
 * Runs an event's handlers side by side and waits for all of them, so that a claim is never released while one still
 * works. A synchronous throw and a rejection are the same.
 */
export function runHandlers(
  listeners: readonly Listener[],
  event: unknown,
  context: Context,
  around?: AroundHandler | undefined,
): readonly HandlerRun[] | Promise<readonly HandlerRun[]> {
  const [only] = listeners
  // The usual case: its list is made in the turn of the microtask queue in which the handler ends.
  if (only && listeners.length === 1 && !around) return runHandler(only, event, context, (run) => [run])
  const runOf = (listener: Listener) => runHandler(listener, event, context, (run) => run)
  return Promise.all(
    listeners.map((listener) =>
      around ? around(listener.name, async () => runOf(listener)) : runOf(listener),
    ),
  )
}

function runHandler<Result>(
  { name, handler }: Listener,
  event: unknown,
  context: Context,
  resultOf: (run: HandlerRun) => Result,
): Result | Promise<Result> {
  const started = performance.now()
  const succeeded = () => resultOf({ name, durationMs: performance.now() - started })
  const failed = (thrown: unknown) => {
    const error = thrown ?? new Error('The handler threw nothing.')
    return resultOf({ name, durationMs: performance.now() - started, error })
  }
  try {
    // The event was read by the schema of the name that this handler listens for.
    const result: unknown = handler(event as never, context)
    return isThenable(result) ? Promise.resolve(result).then(succeeded, failed) : succeeded()
  } catch (error) {
    return failed(error)
  }
}

export function succeeded(runs: readonly HandlerRun[]): boolean {
  return runs.every((run) => !('error' in run))
}
