import { LazyAbort } from '../events/context.js'
import { type HandlerRun, succeeded } from '../events/run-handlers.js'
import type { Logger } from '../log/log.js'
import { andThen, isThenable } from '../thenable.js'
import { backgroundTimer, unlessAtOnce } from './deadline.js'
import { type BoundedStore, keepLease, type Lease } from './lease.js'
import { retryComplete } from './retry-complete.js'
import type { Running } from './running.js'
import type { Claim } from './store.js'

/** The state of one event's work when the delivery is answered. */
export type RunResult =
  | { readonly state: Settled; readonly runs: readonly HandlerRun[] }
  | { readonly state: 'late' | 'busy' | 'done' }
  | { readonly state: 'unavailable'; readonly error: unknown }

type Settled = 'succeeded' | 'failed' | 'lost'

/** How handlers ended that were still running at the deadline. */
export interface LateResult {
  readonly state: Settled | 'given_up'
  readonly runs: readonly HandlerRun[]
}

/** One event's work. */
export interface Job {
  readonly key: string
  /** When the delivery must be answered, as a value of `performance.now()`. */
  readonly deadline: number
  /** Runs the handlers. */
  work(abort: LazyAbort): readonly HandlerRun[] | Promise<readonly HandlerRun[]>
  /** Keeps a serverless platform alive for work that goes on after the answer. */
  keepAlive(work: Promise<unknown>): void
  /** Called when the handlers have settled after the answer, and when they are given up. */
  settledLate(late: LateResult): void
  /** Called when there is something to log. */
  log(): Logger
}

/** Runs each event's work once, among all processes that share the store. */
export interface Runner {
  runOnce(job: Job): RunResult | Promise<RunResult>
}

export interface RunnerOptions {
  readonly store: BoundedStore
  readonly leaseMs: number
  /** How long a success is remembered, in milliseconds. */
  readonly retentionMs: number
  readonly maxRunMs: number
  /** Run without a claim when the store cannot be reached. */
  readonly failOpen: boolean
  readonly running: Running
  /** Absent with a receiver's own memory, whose leases outlast every run and are not renewed. */
  readonly started: Started | undefined
}

type Start =
  | { readonly state: 'claimed'; readonly token: string | undefined }
  | Exclude<Claim, { state: 'claimed' }>
  | { readonly state: 'unavailable'; readonly error: unknown }

/**
 * Keys that run in this process, each from its claim on. A repeat is answered without asking the store. So an event is not run
 * twice here if a blocked event loop lets its lease expire while its handlers still run.
 */
export type Started = Map<string, Start | Promise<Start>>

const startedOn = new WeakMap<object, Started>()

/** The map for a store. Receivers of one process that share a store also share this map. */
export function startedOf(store: object): Started {
  const known = startedOn.get(store)
  if (known) return known
  const started: Started = new Map()
  startedOn.set(store, started)
  return started
}

export function createRunner(options: RunnerOptions): Runner {
  const { started } = options
  return {
    runOnce(job) {
      const first = started?.get(job.key)
      if (first)
        return andThen<Start, RunResult>(first, (begun) =>
          begun.state === 'claimed' ? { state: 'busy' } : begun,
        )
      const run = new Run(options, job)
      const start = claim(job, options)
      started?.set(job.key, start)
      return isThenable(start) ? start.then((begun) => run.begin(start, begun)) : run.begin(start, start)
    },
  }
}

function claim(job: Job, options: RunnerOptions): Start | Promise<Start> {
  try {
    const { store, leaseMs } = options
    const claimed = store.claim(job.key, leaseMs)
    return isThenable(claimed) ? claimed.catch((error) => claimFailed(error, job, options)) : claimed
  } catch (error) {
    return claimFailed(error, job, options)
  }
}

function claimFailed(error: unknown, job: Job, { failOpen }: RunnerOptions): Start {
  if (!failOpen) return { state: 'unavailable', error }
  job
    .log()
    .error(
      { key: job.key, err: error },
      "The store is unavailable. The event's handlers run without a claim, because whenStoreUnavailable is 'process'.",
    )
  return { state: 'claimed', token: undefined }
}

/** One job, made before its claim is requested: runs the handlers if it gets the claim, then completes or releases it. */
class Run {
  readonly #options: RunnerOptions
  readonly #job: Job
  /** When the claim is requested, as a value of `performance.now()`. */
  readonly #startedAt = performance.now()
  #start: Start | Promise<Start> | undefined = undefined
  /** Absent if the store cannot be reached and the handlers run without a claim. */
  #token: string | undefined = undefined
  readonly #abort = new LazyAbort()
  /** Have the handlers settled? */
  #handled = false
  #lease: Lease | undefined = undefined

  constructor(options: RunnerOptions, job: Job) {
    this.#options = options
    this.#job = job
  }

  /** Runs the handlers if the event was claimed. The result is `late` if there is none by the deadline. */
  begin(start: Start | Promise<Start>, begun: Start): RunResult | Promise<RunResult> {
    this.#start = start
    if (begun.state !== 'claimed') {
      this.forget()
      return begun
    }
    this.#token = begun.token
    const running = this.#job.work(this.#abort)
    return isThenable(running) ? this.inTime(running) : this.finish(running)
  }

  private finish(runs: readonly HandlerRun[]): RunResult | Promise<RunResult> {
    this.#handled = true
    // Wait for a renewal that is under way, so that it does not reach the store after the release.
    const renewal = this.#lease?.stop()
    return renewal ? renewal.then(() => this.settle(runs)) : this.settle(runs)
  }

  /** Waits for the handlers, until the deadline at most. */
  private inTime(running: Promise<readonly HandlerRun[]>): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      let ended = false
      let stopLimit: ((result?: RunResult) => void) | undefined
      const end = (result: RunResult) => {
        ended = true
        stopLimit?.(result)
        resolve(result)
      }
      const fail = (error: unknown) => {
        ended = true
        stopLimit?.()
        reject(error)
      }
      running.then((runs) => andThen(this.finish(runs), end)).catch(fail)
      // A run that ends at once needs neither a deadline nor a renewal of its lease.
      unlessAtOnce(
        () => ended,
        () => {
          stopLimit = this.limit(() => resolve({ state: 'late' }))
        },
      )
    })
  }

  /**
   * Calls `late` at the deadline, and gives the run up after `maxRunMs`. Until then the lease is renewed. Call what it returns
   * when the run ends.
   */
  private limit(late: () => void): (result?: RunResult) => void {
    const { running, maxRunMs } = this.#options
    let endWait = () => {}
    /** Resolves when the run has ended or was given up. */
    const waited = new Promise<void>((resolve) => {
      endWait = resolve
    })
    // Call it before the deadline too: a platform may stop a request when its client disconnects.
    this.#job.keepAlive(waited)
    if (!this.#handled) this.holdLease()
    let isLate = false
    let timer = setTimeout(() => {
      isLate = true
      this.#abort.abort(new DOMException('The deadline passed.', 'TimeoutError'))
      running.track(waited)
      timer = backgroundTimer(
        () => {
          this.giveUp()
          endWait()
        },
        this.#startedAt + maxRunMs - performance.now(),
      )
      late()
    }, this.#job.deadline - performance.now())
    return (result) => {
      clearTimeout(timer)
      if (isLate && result && 'runs' in result) this.#job.settledLate(result)
      endWait()
    }
  }

  /** Renews the lease for as long as the handlers run. */
  private holdLease(): void {
    const { store, leaseMs, started } = this.#options
    if (this.#token === undefined || !started) return
    const { key } = this.#job
    const log = this.#job.log()
    const onLost = () => {
      log.warn(
        { key },
        'The lease was lost while handlers ran: another worker may run them at the same time.',
      )
      this.#abort.abort(new DOMException('The lease was lost.', 'AbortError'))
    }
    const since = this.#startedAt
    this.#lease = keepLease({ store, key, token: this.#token, leaseMs, since, log, onLost })
  }

  private giveUp(): void {
    this.#job.settledLate({ state: 'given_up', runs: [] })
    this.forget()
    void this.#lease?.stop()
  }

  /** Completes or releases the claim in the store, then removes the key here. */
  private settle(runs: readonly HandlerRun[]): RunResult | Promise<RunResult> {
    const success = succeeded(runs)
    const token = this.#token
    if (token === undefined) return this.settled(success ? 'succeeded' : 'failed', runs)
    return success ? this.complete(token, runs) : this.release(token).then(() => this.settled('failed', runs))
  }

  private settled(state: Settled, runs: readonly HandlerRun[]): RunResult {
    this.forget()
    return { state, runs }
  }

  private complete(token: string, runs: readonly HandlerRun[]): RunResult | Promise<RunResult> {
    const { store, retentionMs } = this.#options
    const completed = (done: boolean) => this.settled(done ? 'succeeded' : 'lost', runs)
    const failed = (error: unknown) => this.completeFailed(token, error, runs)
    try {
      const completing = store.complete(this.#job.key, token, retentionMs)
      return isThenable(completing) ? completing.then(completed, failed) : completed(completing)
    } catch (error) {
      return failed(error)
    }
  }

  /** The work is done, so the answer does not wait for the store. Until the store is updated, this process answers repeats `busy`. */
  private completeFailed(token: string, error: unknown, runs: readonly HandlerRun[]): RunResult {
    const { store, retentionMs, running } = this.#options
    const { key } = this.#job
    const log = this.#job.log()
    const complete = async () => store.complete(key, token, retentionMs)
    const retried = retryComplete({ key, complete, error, log }).then(() => this.forget())
    running.track(retried)
    this.#job.keepAlive(retried)
    return { state: 'succeeded', runs }
  }

  private async release(token: string): Promise<void> {
    const { store } = this.#options
    const { key } = this.#job
    try {
      await store.release(key, token)
    } catch (error) {
      this.#job
        .log()
        .error(
          { key, err: error },
          'An event failed, but could not be released in the store. A repeat runs only after its lease has ended.',
        )
    }
  }

  /** Removes the key, so a repeat asks the store. After a run was given up, a newer run may have the key, and keeps it. */
  private forget(): void {
    const { started } = this.#options
    if (started?.get(this.#job.key) === this.#start) started?.delete(this.#job.key)
  }
}
