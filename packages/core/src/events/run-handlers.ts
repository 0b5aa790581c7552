import { andThen, isThenable } from '../at-once.js'
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

/**
 * Runs an event's handlers side by side and waits for all of them, so that a claim is never released while one still
 * works. A synchronous throw and a rejection are the same. The seam at which an inbox could take the event instead.
 */
export function runHandlers(
  listeners: readonly Listener[],
  event: unknown,
  context: Context,
): readonly HandlerRun[] | Promise<readonly HandlerRun[]> {
  const [only] = listeners
  if (only && listeners.length === 1) return andThen(runHandler(only, event, context), (run) => [run])
  const runs = listeners.map((listener) => runHandler(listener, event, context))
  return runs.every(isOver) ? runs : Promise.all(runs)
}

function runHandler(
  { name, handler }: Listener,
  event: unknown,
  context: Context,
): HandlerRun | Promise<HandlerRun> {
  const started = performance.now()
  try {
    // The event was validated against the schema of the name that this handler listens for.
    const result = handler(event as never, context)
    if (!isThenable(result)) return succeeding(name, started)
    return Promise.resolve(result).then(
      () => succeeding(name, started),
      (error: unknown) => failing(name, started, error),
    )
  } catch (error) {
    return failing(name, started, error)
  }
}

function succeeding(name: string, started: number): HandlerRun {
  return { name, durationMs: performance.now() - started }
}

function failing(name: string, started: number, error: unknown): HandlerRun {
  return { ...succeeding(name, started), error: error ?? new Error('The handler threw nothing.') }
}

function isOver(run: HandlerRun | Promise<HandlerRun>): run is HandlerRun {
  return !(run instanceof Promise)
}

export function succeeded(runs: readonly HandlerRun[]): boolean {
  return runs.every((run) => !('error' in run))
}
