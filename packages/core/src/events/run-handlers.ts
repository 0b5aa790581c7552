import { andThen, isThenable } from '../thenable.js'
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
  const runs = listeners.map((listener) => {
    const run = () => runHandler(listener, event, context)
    return around ? around(listener.name, async () => run()) : run()
  })
  const [only] = runs
  if (only && runs.length === 1) return andThen<HandlerRun, readonly HandlerRun[]>(only, (run) => [run])
  return Promise.all(runs)
}

function runHandler(
  { name, handler }: Listener,
  event: unknown,
  context: Context,
): HandlerRun | Promise<HandlerRun> {
  const started = performance.now()
  const succeeded = () => ({ name, durationMs: performance.now() - started })
  const failed = (error: unknown) => ({
    ...succeeded(),
    error: error ?? new Error('The handler threw nothing.'),
  })
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
