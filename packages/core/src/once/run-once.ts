import { LazyAbort } from '../events/context.js'
import { type HandlerRun, succeeded } from '../events/run-handlers.js'
import type { Logger } from '../log/log.js'
import { backgroundTimer, settlesAtOnce } from './deadline.js'
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
interface LateResult {
  readonly state: Settled | 'given_up'
  readonly runs: readonly HandlerRun[]
}

/** One event's work. */
interface Job {
  readonly key: string
  /** When the delivery must be answered, as a value of `performance.now()`. */
  readonly deadline: number
  work(abort: LazyAbort): Promise<readonly HandlerRun[]>
  /** Keeps a serverless platform alive for work that goes on after the answer. */
  keepAlive(work: Promise<unknown>): void
  /** Called when the handlers have settled after the answer, and when they are given up. */
  settledLate(late: LateResult): void
  /** Called when there is something to log. */
  log(): Logger
}

/** Runs each event's work once, among all processes that share the store. */
export interface Runner {
  runOnce(job: Job): Promise<RunResult>
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
  readonly started: Started
}

type Start =
  | { readonly state: 'claimed'; readonly token: string | undefined }
  | Exclude<Claim, { state: 'claimed' }>
  | { readonly state: 'unavailable'; readonly error: unknown }

/**
 * Keys that run in this process, each from its claim on. A repeat is answered without asking the store. So an event is not run
 * twice here if a blocked event loop lets its lease expire while its handlers still run.
 */
export type Started = Map<string, Promise<Start>>

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
    async runOnce(job) {
      const first = started.get(job.key)
      if (first) {
        const begun = await first
        return begun.state === 'claimed' ? { state: 'busy' } : begun
      }
      const startedAt = performance.now()
      const start = claim(job, options)
      started.set(job.key, start)
      const begun = await start
      if (begun.state === 'claimed') return new Run(options, job, start, begun.token, startedAt).result()
      started.delete(job.key)
      return begun
    },
  }
}

async function claim(job: Job, { store, leaseMs, failOpen }: RunnerOptions): Promise<Start> {
  try {
    return await store.claim(job.key, leaseMs)
  } catch (error) {
    if (!failOpen) return { state: 'unavailable', error }
    job
      .log()
      .error(
        { key: job.key, err: error },
        "The store is unavailable. The event's handlers run without a claim, because whenStoreUnavailable is 'process'.",
      )
    return { state: 'claimed', token: undefined }
  }
}

/** A claimed job: runs its handlers, then completes or releases the claim. */
class Run {
  readonly #options: RunnerOptions
  readonly #job: Job
  readonly #start: Promise<Start>
  /** Absent if the store cannot be reached and the handlers run without a claim. */
  readonly #token: string | undefined
  /** When the claim was requested, as a value of `performance.now()`. */
  readonly #startedAt: number
  readonly #abort = new LazyAbort()
  /** Have the handlers settled? */
  #handled = false
  #lease: Lease | undefined = undefined

  constructor(
    options: RunnerOptions,
    job: Job,
    start: Promise<Start>,
    token: string | undefined,
    startedAt: number,
  ) {
    this.#options = options
    this.#job = job
    this.#start = start
    this.#token = token
    this.#startedAt = startedAt
  }

  /** The result, or `late` if there is none by the deadline. */
  async result(): Promise<RunResult> {
    const finished = this.finish()
    // A run that settles at once needs neither a deadline nor a renewal of its lease.
    return (await settlesAtOnce(finished)) ? finished : this.untilDeadline(finished)
  }

  private async finish(): Promise<RunResult> {
    const runs = await this.#job.work(this.#abort)
    this.#handled = true
    // Wait for a renewal that is under way, so that it does not reach the store after the release.
    await this.#lease?.stop()
    return { state: await this.settle(succeeded(runs)), runs }
  }

  private untilDeadline(finished: Promise<RunResult>): Promise<RunResult> {
    const { running, maxRunMs } = this.#options
    let endWait = () => {}
    /** Resolves when the run has finished or was given up. */
    const waited = new Promise<void>((resolve) => {
      endWait = resolve
    })
    // Call it before the deadline too: a platform may stop a request when its client disconnects.
    this.#job.keepAlive(waited)
    if (!this.#handled) this.holdLease()
    return new Promise((resolve, reject) => {
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
        resolve({ state: 'late' })
      }, this.#job.deadline - performance.now())
      finished
        .then((result) => {
          if (isLate && 'runs' in result) this.#job.settledLate(result)
          else resolve(result)
        }, reject)
        .finally(() => {
          clearTimeout(timer)
          endWait()
        })
    })
  }

  /** Renews the lease for as long as the handlers run. */
  private holdLease(): void {
    if (this.#token === undefined) return
    const { store, leaseMs } = this.#options
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
  private async settle(success: boolean): Promise<Settled> {
    if (this.#token !== undefined && success) return this.complete(this.#token)
    if (this.#token !== undefined) await this.release(this.#token)
    this.forget()
    return success ? 'succeeded' : 'failed'
  }

  private async complete(token: string): Promise<Settled> {
    const { store, retentionMs } = this.#options
    try {
      const completed = await store.complete(this.#job.key, token, retentionMs)
      this.forget()
      return completed ? 'succeeded' : 'lost'
    } catch (error) {
      this.completeFailed(token, error)
      return 'succeeded'
    }
  }

  /** The work is done, so the answer does not wait for the store. Until the store is updated, this process answers repeats `busy`. */
  private completeFailed(token: string, error: unknown): void {
    const { store, retentionMs, running } = this.#options
    const { key } = this.#job
    const log = this.#job.log()
    const complete = () => store.complete(key, token, retentionMs)
    const retried = retryComplete({ key, complete, error, log }).then(() => this.forget())
    running.track(retried)
    this.#job.keepAlive(retried)
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
    if (started.get(this.#job.key) === this.#start) started.delete(this.#job.key)
  }
}
