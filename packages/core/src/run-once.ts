import { andThen } from './at-once.js'
import { type LazyAbort, lazyAbort } from './context.js'
import { type BoundedStore, keepLease, type Lease } from './lease.js'
import type { Logger } from './log.js'
import { type HandlerRun, succeeded } from './run-handlers.js'
import type { Running } from './running.js'
import type { Claim } from './store.js'
import { tellAgain } from './tell-again.js'

/** How one event's work came out, at the time of the answer. */
export type RunResult =
  | { readonly state: Settled; readonly runs: readonly HandlerRun[] }
  | { readonly state: 'late' | 'busy' | 'done' }
  | { readonly state: 'unavailable'; readonly error: unknown }

interface Job {
  readonly key: string
  /** How long a success is remembered, in milliseconds. */
  readonly retentionMs: number
  /** When the answer has to be given, as `performance.now()` counts. */
  readonly deadline: number
  work(abort: LazyAbort): readonly HandlerRun[] | Promise<readonly HandlerRun[]>
  /** Keeps a serverless platform alive for work that outlasts the answer. */
  keepAlive(work: Promise<unknown>): void
}

/** Runs each event's work once, here and on every process that shares the store. */
export interface Runner {
  runOnce(job: Job): RunResult | Promise<RunResult>
}

export interface RunnerOptions {
  readonly store: BoundedStore
  readonly leaseMs: number
  readonly maxRunMs: number
  /** Run without a claim when the store cannot be reached. */
  readonly failOpen: boolean
  readonly running: Running
  readonly log: Logger
}

type Start =
  | { readonly state: 'claimed'; readonly token: string | undefined }
  | Exclude<Claim, { state: 'claimed' }>
  | { readonly state: 'unavailable'; readonly error: unknown }

type Settled = 'succeeded' | 'failed' | 'lost'

/** A job that was claimed. */
interface Run {
  readonly job: Job
  /** Absent if it runs without a claim, since the store is away. */
  readonly token: string | undefined
  readonly start: Start | Promise<Start>
  readonly startedAt: number
  readonly abort: LazyAbort
}

export function createRunner(options: RunnerOptions): Runner {
  const { store, leaseMs, maxRunMs, failOpen, running, log } = options
  /** What this process is at, so that a repeat of it does not even ask the store. One that answers at once may be asked. */
  const started = new Map<string, Start | Promise<Start>>()

  function runOnce(job: Job): RunResult | Promise<RunResult> {
    const { key } = job
    const ahead = started.get(key)
    if (ahead) return andThen(ahead, (first) => (first.state === 'claimed' ? { state: 'busy' } : first))
    const start = claim(key)
    if (start instanceof Promise) started.set(key, start)
    return andThen(start, (begun) => {
      if (begun.state === 'claimed') {
        if (begun.token === undefined) started.set(key, start)
        return run({ job, token: begun.token, start, startedAt: performance.now(), abort: lazyAbort() })
      }
      forget(key, start)
      return begun
    })
  }

  function claim(key: string): Start | Promise<Start> {
    const withoutClaim = (error: unknown): Start => {
      if (!failOpen) return { state: 'unavailable', error }
      log.error(
        { key, err: error },
        'The store is unavailable. The event runs without a claim, as whenStoreUnavailable says.',
      )
      return { state: 'claimed', token: undefined }
    }
    try {
      const claim = store.claim(key, leaseMs)
      return claim instanceof Promise ? claim.catch(withoutClaim) : claim
    } catch (error) {
      return withoutClaim(error)
    }
  }

  function forget(key: string, start: Start | Promise<Start>): void {
    if (started.get(key) === start) started.delete(key)
  }

  function run(run: Run): RunResult | Promise<RunResult> {
    const working = run.job.work(run.abort)
    if (!(working instanceof Promise)) return answered(run, undefined, settle(run, working))
    const lease = run.token === undefined ? undefined : hold(run, run.token)
    const finished = working.then((runs) => andThen(lease?.stop(), () => settle(run, runs)))
    return answered(run, lease, finished)
  }

  function hold({ job: { key }, startedAt, abort }: Run, token: string): Lease {
    const onLost = () => {
      log.warn({ key }, 'The lease was lost while handlers ran: another worker may be at the event.')
      abort.abort(new DOMException('The lease was lost.', 'AbortError'))
    }
    return keepLease({ store, key, token, leaseMs, since: startedAt, log, onLost })
  }

  /** The result, or `late` if it is not there by the deadline. */
  function answered(
    { job, start, startedAt, abort }: Run,
    lease: Lease | undefined,
    finished: RunResult | Promise<RunResult>,
  ): RunResult | Promise<RunResult> {
    if (!(finished instanceof Promise)) return finished
    // From the start: a platform may end what a client that has gone away asked for.
    job.keepAlive(finished)
    const giveUp = () => {
      log.error(
        { key: job.key },
        `A handler did not settle within ${maxRunMs} ms. Its claim is no longer renewed.`,
      )
      running.giveUp(finished)
      forget(job.key, start)
      void lease?.stop()
    }
    return new Promise((resolve, reject) => {
      let last: ReturnType<typeof setTimeout> | undefined
      const deadline = setTimeout(() => {
        abort.abort(new DOMException('The deadline passed.', 'TimeoutError'))
        running.track(finished)
        last = setTimeout(giveUp, startedAt + maxRunMs - performance.now())
        resolve({ state: 'late' })
      }, job.deadline - startedAt)
      finished.then((result) => {
        clearTimeout(deadline)
        clearTimeout(last)
        if (last === undefined) resolve(result)
        else logLate(job.key, result)
      }, reject)
    })
  }

  /** Tells the store how it came out, and forgets the event here once the store knows. */
  function settle(run: Run, runs: readonly HandlerRun[]): RunResult | Promise<RunResult> {
    const { job, token, start } = run
    const { key } = job
    const settled = (state: Settled): RunResult => {
      forget(key, start)
      return { state, runs }
    }
    const success = succeeded(runs)
    if (token === undefined) return settled(success ? 'succeeded' : 'failed')
    if (!success) return andThen(release(key, token), () => settled('failed'))

    const complete = () => store.complete(key, token, job.retentionMs)
    const untold = (error: unknown): RunResult => {
      // The work is done, so the answer does not wait for the store. Until it knows, a repeat finds the event busy here.
      started.set(key, start)
      const told = tellAgain({ key, complete, error, log }).then(() => forget(key, start))
      running.track(told)
      job.keepAlive(told)
      return { state: 'succeeded', runs }
    }
    const told = (completed: boolean) => settled(completed ? 'succeeded' : 'lost')
    try {
      const telling = complete()
      return telling instanceof Promise ? telling.then(told, untold) : told(telling)
    } catch (error) {
      return untold(error)
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

  return { runOnce }
}
