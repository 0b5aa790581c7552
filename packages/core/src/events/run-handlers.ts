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
): Promise<readonly HandlerRun[]> {
  return Promise.all(
    listeners.map((listener) => {
      const run = () => runHandler(listener, event, context)
      return around ? around(listener.name, run) : run()
    }),
  )
}

async function runHandler(
  { name, handler }: Listener,
  event: unknown,
  context: Context,
): Promise<HandlerRun> {
  const started = performance.now()
  try {
    // The event was read by the schema of the name that this handler listens for.
    await handler(event as never, context)
    return { name, durationMs: performance.now() - started }
  } catch (error) {
    return {
      name,
      durationMs: performance.now() - started,
      error: error ?? new Error('The handler threw nothing.'),
    }
  }
}

export function succeeded(runs: readonly HandlerRun[]): boolean {
  return runs.every((run) => !('error' in run))
}
