import { andThen, turns } from '../at-once.js'
import { LazyAbort } from '../events/context.js'
import { backgroundTimer } from './deadline.js'
import { type BoundedStore, keepLease, type Lease } from './lease.js'
import type { Logger } from '../log/log.js'
import { type HandlerRun, succeeded } from '../events/run-handlers.js'
import type { Running } from './running.js'
import type { Claim } from './store.js'
import { tellAgain } from './retry-complete.js'

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
  readonly started: Started
  readonly log: Logger
}

/**
 * Keys that run in this process, each from its claim on. A repeat is answered without asking the store. That also holds when
 * an event loop that stood still has let a lease end, although its handlers still run.
 */
export type Started = Map<string, Start | Promise<Start>>

const startedOn = new WeakMap<object, Started>()

/** One for each store object: receivers of one process that share a store answer for each other's runs. */
export function startedOf(store: object): Started {
  const known = startedOn.get(store)
  if (known) return known
  const started: Started = new Map()
  startedOn.set(store, started)
  return started
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
  /** When the claim was asked for, as `performance.now()` counts. */
  readonly startedAt: number
  readonly abort: LazyAbort
  /** Have the handlers settled? */
  handled: boolean
  /** While they have not. */
  lease: Lease | undefined
}

export function createRunner(options: RunnerOptions): Runner {
  const { store, leaseMs, maxRunMs, failOpen, running, started, log } = options

  function runOnce(job: Job): RunResult | Promise<RunResult> {
    const { key } = job
    const ahead = started.get(key)
    if (ahead) return andThen(ahead, (first) => (first.state === 'claimed' ? { state: 'busy' } : first))
    const startedAt = performance.now()
    const start = claim(key)
    if (start instanceof Promise) started.set(key, start)
    return andThen(start, (begun) => {
      if (begun.state === 'claimed')
        return run({
          job,
          token: begun.token,
          start,
          startedAt,
          abort: new LazyAbort(),
          handled: false,
          lease: undefined,
        })
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
    const finished = andThen(working, (runs) => {
      run.handled = true
      return andThen(run.lease?.stop(), () => settle(run, runs))
    })
    return finished instanceof Promise ? answer(run, finished) : finished
  }

  /** The result, or `late` if it is not there by the deadline. */
  function answer(run: Run, finished: Promise<RunResult>): Promise<RunResult> {
    started.set(run.job.key, run.start)
    let endWait = () => {}
    /** Resolves when the run has finished or is given up. */
    const waited = new Promise<void>((resolve) => {
      endWait = resolve
    })
    // From the start: a platform may end what a client that has gone away asked for.
    run.job.keepAlive(waited)
    return new Promise((resolve, reject) => {
      let state: 'running' | 'late' | 'over' = 'running'
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = () => {
        state = 'late'
        run.abort.abort(new DOMException('The deadline passed.', 'TimeoutError'))
        running.track(waited)
        timer = backgroundTimer(
          () => {
            giveUp(run)
            endWait()
          },
          run.startedAt + maxRunMs - performance.now(),
        )
        resolve({ state: 'late' })
      }
      // What waits for nothing is over in a few turns of the microtask queue, and needs neither a deadline nor a lease's renewal.
      turns(3).then(() => {
        if (state === 'over') return
        timer = setTimeout(late, run.job.deadline - performance.now())
        if (!run.handled) hold(run)
      })
      const over = () => {
        clearTimeout(timer)
        state = 'over'
        endWait()
      }
      finished.then(
        (result) => {
          if (state === 'late') logLate(run.job.key, result)
          else resolve(result)
          over()
        },
        (error) => {
          reject(error)
          over()
        },
      )
    })
  }

  /** Renews the lease for as long as the handlers run. */
  function hold(run: Run): void {
    const { job, token, startedAt: since, abort } = run
    if (token === undefined) return
    const { key } = job
    const onLost = () => {
      log.warn({ key }, 'The lease was lost while handlers ran: another worker may be at the event.')
      abort.abort(new DOMException('The lease was lost.', 'AbortError'))
    }
    run.lease = keepLease({ store, key, token, leaseMs, since, log, onLost })
  }

  function giveUp({ job: { key }, start, lease }: Run): void {
    log.error({ key }, `A handler did not settle within ${maxRunMs} ms. Its claim is no longer renewed.`)
    forget(key, start)
    void lease?.stop()
  }

  /** Tells the store how it came out, and forgets the event here once the store knows. */
  function settle(run: Run, runs: readonly HandlerRun[]): RunResult | Promise<RunResult> {
    const { job, token } = run
    const { key, retentionMs } = job
    const success = succeeded(runs)
    if (token === undefined) return settled(run, success ? 'succeeded' : 'failed', runs)
    if (!success) return andThen(release(key, token), () => settled(run, 'failed', runs))
    try {
      const telling = store.complete(key, token, retentionMs)
      if (!(telling instanceof Promise)) return settled(run, telling ? 'succeeded' : 'lost', runs)
      return telling.then(
        (completed) => settled(run, completed ? 'succeeded' : 'lost', runs),
        (error) => untold(run, token, error, runs),
      )
    } catch (error) {
      return untold(run, token, error, runs)
    }
  }

  function settled({ job, start }: Run, state: Settled, runs: readonly HandlerRun[]): RunResult {
    forget(job.key, start)
    return { state, runs }
  }

  /** The work is done, so the answer does not wait for the store. Until it knows, a repeat finds the event busy here. */
  function untold(
    { job, start }: Run,
    token: string,
    error: unknown,
    runs: readonly HandlerRun[],
  ): RunResult {
    const { key, retentionMs } = job
    started.set(key, start)
    const complete = () => store.complete(key, token, retentionMs)
    const told = tellAgain({ key, complete, error, log }).then(() => forget(key, start))
    running.track(told)
    job.keepAlive(told)
    return { state: 'succeeded', runs }
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
