import { type LazyAbort, lazyAbort } from './context.js'
import { timer } from './deadline.js'
import { type BoundedStore, keepLease, type Lease } from './lease.js'
import type { Logger } from './log.js'
import { type HandlerRun, succeeded } from './run-handlers.js'
import type { Claim } from './store.js'
import { tellAgain } from './tell-again.js'

/** How one event's work came out, at the time of the answer. */
export type RunResult =
  | { readonly state: 'succeeded' | 'failed' | 'lost'; readonly runs: readonly HandlerRun[] }
  | { readonly state: 'late' | 'busy' | 'done' }
  | { readonly state: 'unavailable'; readonly error: unknown }

interface Job {
  readonly key: string
  /** How long a success is remembered, in milliseconds. */
  readonly retentionMs: number
  /** When the answer has to be given, as `performance.now()` counts. */
  readonly deadline: number
  work(abort: LazyAbort): Promise<readonly HandlerRun[]>
  /** Keeps a serverless platform alive for work that outlasts the answer. */
  keepAlive(work: Promise<unknown>): void
}

/** Runs each event's work once, here and on every process that shares the store. */
export interface Runner {
  runOnce(job: Job): Promise<RunResult>
  /** Counts work as running until it settles. */
  track(work: Promise<unknown>): void
  /** `true` when nothing is running any more; `false` if something still was after `timeoutMs`. */
  drain(timeoutMs: number | undefined): Promise<boolean>
}

export interface RunnerOptions {
  readonly store: BoundedStore
  readonly leaseMs: number
  readonly maxRunMs: number
  /** Run without a claim when the store cannot be reached. */
  readonly failOpen: boolean
  readonly log: Logger
}

type Start =
  | { readonly state: 'claimed'; readonly token: string | undefined }
  | Exclude<Claim, { state: 'claimed' }>
  | { readonly state: 'unavailable'; readonly error: unknown }

export function createRunner({ store, leaseMs, maxRunMs, failOpen, log }: RunnerOptions): Runner {
  /** What this process is at, so that a repeat of it does not even ask the store. */
  const started = new Map<string, Promise<Start>>()
  const running = new Set<Promise<unknown>>()

  async function start(key: string): Promise<Start> {
    try {
      return await store.claim(key, leaseMs)
    } catch (error) {
      if (!failOpen) return { state: 'unavailable', error }
      log.error(
        { key, err: error },
        'The store is unavailable. The event runs without a claim, as whenStoreUnavailable says.',
      )
      return { state: 'claimed', token: undefined }
    }
  }

  async function runOnce(job: Job): Promise<RunResult> {
    const ahead = started.get(job.key)
    if (ahead) {
      const first = await ahead
      return first.state === 'claimed' ? { state: 'busy' } : first
    }
    const starting = start(job.key)
    started.set(job.key, starting)
    const begun = await starting
    if (begun.state !== 'claimed') {
      started.delete(job.key)
      return begun
    }
    return runClaimed(job, begun.token, () => {
      if (started.get(job.key) === starting) started.delete(job.key)
    })
  }

  async function runClaimed(job: Job, token: string | undefined, forget: () => void): Promise<RunResult> {
    const { key } = job
    const abort = lazyAbort()
    const onLost = () => {
      log.warn({ key }, 'The lease was lost while handlers ran: another worker may be at the event.')
      abort.abort(new DOMException('The lease was lost.', 'AbortError'))
    }
    const lease = token === undefined ? noLease : keepLease({ store, key, token, leaseMs, log, onLost })

    const finished = job.work(abort).then(async (runs): Promise<RunResult> => {
      await lease.stop()
      return { state: await settle(job, token, succeeded(runs), forget), runs }
    })
    track(finished)
    // From the start: a platform may end what a client that has gone away asked for.
    job.keepAlive(finished)

    const startedAt = performance.now()
    const limit = timer(job.deadline - startedAt)
    const first = await Promise.race([finished, limit.passed])
    limit.clear()
    if (first) return first

    abort.abort(new DOMException('The deadline passed.', 'TimeoutError'))
    const giveUp = setTimeout(
      () => {
        log.error({ key }, `A handler did not settle within ${maxRunMs} ms. Its claim is no longer renewed.`)
        running.delete(finished)
        forget()
        void lease.stop()
      },
      startedAt + maxRunMs - performance.now(),
    )
    void finished.then((result) => {
      clearTimeout(giveUp)
      logLate(key, result)
    })
    return { state: 'late' }
  }

  /** Tells the store how it came out, and forgets the event here once the store knows. */
  async function settle(
    job: Job,
    token: string | undefined,
    success: boolean,
    forget: () => void,
  ): Promise<'succeeded' | 'failed' | 'lost'> {
    if (token === undefined || !success) {
      if (token !== undefined) await release(job.key, token)
      forget()
      return success ? 'succeeded' : 'failed'
    }
    const { key, retentionMs } = job
    const complete = () => store.complete(key, token, retentionMs)
    try {
      const completed = await complete()
      forget()
      return completed ? 'succeeded' : 'lost'
    } catch (error) {
      // The work is done, so the answer does not wait for the store. Until it knows, a repeat finds the event busy here.
      const told = tellAgain({ key, complete, error, log }).then(forget)
      track(told)
      job.keepAlive(told)
      return 'succeeded'
    }
  }

  async function release(key: string, token: string): Promise<void> {
    try {
      await store.release(key, token)
    } catch (error) {
      log.error(
        { key, err: error },
        'The store could not be told that an event failed. It is free when its lease ends.',
      )
    }
  }

  function logLate(key: string, result: RunResult): void {
    if (result.state === 'succeeded')
      log.info({ key }, 'Handlers succeeded after the deadline. The next delivery is a duplicate.')
    else if (result.state === 'lost')
      log.warn({ key }, 'Handlers succeeded after another worker had taken the event over.')
    else if (result.state === 'failed') {
      const errors = result.runs.flatMap((run) => ('error' in run ? [run.error] : []))
      log.error(
        { key, err: errors[0] },
        'A handler failed after the deadline. The next delivery runs the handlers again.',
      )
    }
  }

  function track(work: Promise<unknown>): void {
    running.add(work)
    const forget = () => running.delete(work)
    work.then(forget, forget)
  }

  async function drain(timeoutMs: number | undefined): Promise<boolean> {
    const deadline = timeoutMs === undefined ? undefined : timer(timeoutMs)
    // Handlers may start work of their own while they are waited for.
    while (running.size > 0) {
      const all = Promise.allSettled(running).then(() => true)
      if (!(await (deadline ? Promise.race([all, deadline.passed]) : all))) return false
    }
    deadline?.clear()
    return true
  }

  return { runOnce, track, drain }
}

const noLease: Lease = { stop: async () => {} }
