import { type Context, LazyAbort } from '../events/context.js'
import type { Listener } from '../events/handlers.js'
import { type AroundHandler, runHandlers } from '../events/run-handlers.js'
import { inTime } from '../once/deadline.js'
import type { EntryRun } from './inbox.js'

/** A handler with the id that says across processes and restarts that it has succeeded. */
export interface IdentifiedListener extends Listener {
  readonly id: string
}

export interface RunOptions {
  readonly event: unknown
  /** How long one handler may run, with what it gives to `waitUntil`. */
  readonly maxRunMs: number
  readonly signal: AbortSignal | undefined
  readonly around: AroundHandler | undefined
  contextWith(abort: LazyAbort, waitUntil: (work: Promise<unknown>) => void): Context
}

/** Runs handlers side by side. What a handler gives to `waitUntil` is a part of its run. */
export async function runListeners(
  listeners: readonly IdentifiedListener[],
  options: RunOptions,
): Promise<readonly EntryRun[]> {
  return Promise.all(
    listeners.map(async (listener) => {
      const [run] = await runListener(listener, options)
      return { id: listener.id, name: listener.name, durationMs: 0, ...run }
    }),
  )
}

function runListener({ name, handler }: IdentifiedListener, options: RunOptions) {
  const { event, maxRunMs, signal, around, contextWith } = options
  const abort = new LazyAbort()
  const abortWith = (reason: unknown) =>
    abort.abort(reason instanceof Error ? reason : new DOMException(String(reason), 'AbortError'))
  const onAbort = () => abortWith(signal?.reason)
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)

  const works: Promise<unknown>[] = []
  const context = contextWith(abort, (work) => {
    // Its failure is seen when all of them are waited for.
    work.catch(() => {})
    works.push(work)
  })
  const withWorks = async (given: unknown) => {
    await handler(given as never, context)
    // A work may start further ones.
    for (const work of works) await work
  }
  const bounded = (given: unknown) =>
    inTime(withWorks(given), maxRunMs, () => {
      const error = new Error(`The handler did not settle within ${maxRunMs} ms (maxRunMs).`)
      abortWith(error)
      return error
    })
  return Promise.resolve(runHandlers([{ name, handler: bounded }], event, context, around)).finally(() =>
    signal?.removeEventListener('abort', onAbort),
  )
}
