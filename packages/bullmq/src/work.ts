import type { Logger } from '@vidhook/core'
import { type InboxEntry, type LogOption, loggerOf } from '@vidhook/core/inbox'
import type { Worker } from 'bullmq'
import { pauseAfter } from './backoff.js'
import { backendOptions, type EntryJob, type EntryReturn, loadBullmq } from './bullmq.js'
import { disconnect, settlesWithin } from './close.js'
import { logDead, throttled } from './log.js'
import { checkPositive, type InboxSettings } from './options.js'
import { entryRunner, LOST, type ReceiverSource } from './run-entry.js'
import { whenReachable } from './when-reachable.js'

export interface WorkOptions {
  /** How many entries are worked on at once. @default 10 */
  readonly concurrency?: number | undefined
  /** How many entries are begun in a second at most, by all workers of this inbox together. @default no limit */
  readonly rate?: number | undefined
  /**
   * Told of every entry that this worker gives up: after its last attempt, a `GiveUpError`, or when its event ended the process
   * twice. What it throws is logged.
   */
  readonly onDead?: ((dead: DeadEntry) => unknown) | undefined
  /**
   * How long an entry stays this worker's without a sign of life, in milliseconds. Then another worker takes it, within as
   * much time again. A process whose event loop stands still for longer is overtaken. @default 10000
   */
  readonly lockMs?: number | undefined
  /** @default the inbox's */
  readonly log?: LogOption
}

/** An entry that was given up. It is kept until it is retried or dropped. */
export interface DeadEntry {
  /** For `inbox.show()`, `inbox.retry()` and `inbox.drop()`. */
  readonly id: string
  readonly entry: InboxEntry
  readonly error: Error
  readonly attempts: number
}

/** A worker: takes entries from the inbox and runs their handlers. */
export interface InboxWorker {
  /**
   * Resolves once it takes entries. Rejects if the inbox cannot be used, such as without its tables; if it cannot be reached, waits
   * until it can.
   */
  ready(): Promise<void>
  /**
   * Takes no further entry, waits for the handlers that run, and ends its connections, so that the process can exit by itself.
   * After `timeoutMs` `context.signal` aborts, and what still runs a second later is no longer waited for: resolves to `false`.
   * That entry runs elsewhere once this process has ended. @default timeoutMs 25000
   */
  close(options?: { readonly timeoutMs?: number | undefined }): Promise<boolean>
}

/** For handlers that were told to stop by their signal, to do so. */
const AFTER_ABORT_MS = 1_000

/** @throws TypeError if an option or a receiver is not usable. */
export function startWorker(
  settings: InboxSettings,
  receivers: readonly ReceiverSource[],
  options: WorkOptions,
  inboxLog: Logger,
): InboxWorker {
  const { concurrency = 10, lockMs = 10_000, rate } = options
  for (const [option, value] of Object.entries({ concurrency, lockMs, rate: rate ?? 1 }))
    checkPositive(option, value)
  const log = options.log === undefined ? inboxLog : loggerOf(options.log)
  let isClosing = false
  const run = entryRunner(receivers, { lockMs, isClosing: () => isClosing })
  const complain = throttled((error) =>
    log.warn({ err: error }, 'A worker of the inbox has an error. It goes on.'),
  )
  let running = 0
  let opened: Promise<Worker<InboxEntry, EntryReturn>> | undefined

  /** Another one with each try: a worker that could not be made ready never works. */
  const start = () =>
    whenReachable(
      async () => {
        if (isClosing) return
        opened = open()
        const worker = await opened
        try {
          await worker.waitUntilReady()
        } catch (error) {
          await worker.close(true)
          throw error
        }
      },
      { onUnreachable: complain },
    )

  const open = async () => {
    const [{ Worker }, { options: common, backend }] = await Promise.all([
      loadBullmq(),
      backendOptions(settings, 'worker'),
    ])
    const worker: Worker<InboxEntry, EntryReturn> = new Worker<InboxEntry, EntryReturn>(
      settings.name,
      // With fewer than three parameters, BullMQ makes no signal.
      async (job, _token, signal) => {
        running++
        try {
          return await run(job, signal)
        } finally {
          running--
        }
      },
      {
        ...common,
        concurrency,
        ...(rate !== undefined && { limiter: limiterOf(rate) }),
        // Of what is done. What is dead is kept.
        removeOnComplete: { age: Math.ceil(settings.keepDoneMs / 1_000), count: settings.keepDoneCount },
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        // Suspects are counted here, entry by entry.
        maxStalledCount: 1_000_000,
        // How soon it goes on after an outage of the queue.
        runRetryDelay: 1_000,
        settings: { backoffStrategy: (failures) => pauseAfter(failures, settings) },
      },
      backend,
    )
    worker.on('error', complain)
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, LOST)
    })
    worker.on('failed', (job, error) => {
      if (job?.finishedOn !== undefined) tellDead(job, error)
    })
    return worker
  }

  const tellDead = async (job: EntryJob, error: Error) => {
    const dead = { id: job.id ?? '', entry: job.data, error, attempts: job.attemptsMade }
    logDead(log, dead)
    try {
      await options.onDead?.(dead)
    } catch (failure) {
      log.error({ err: failure }, 'onDead failed. The entry is kept among the dead all the same.')
    }
  }

  const started = start()
  started.catch((error: unknown) => log.error({ err: error }, 'The worker of the inbox could not start.'))
  return {
    ready: () => started,
    async close({ timeoutMs = 25_000 } = {}) {
      isClosing = true
      const worker = await opened?.catch(() => undefined)
      if (!worker) return true
      const closed = worker.close().then(() => true)
      if (await settlesWithin(closed, timeoutMs)) return true
      worker.cancelAllJobs('The worker shuts down.')
      if (await settlesWithin(closed, AFTER_ABORT_MS)) return true
      // While a handler runs, its lock is renewed, so that nobody else runs it at the same time.
      if (running > 0) return false
      await disconnect(worker)
      return true
    },
  }
}

/** BullMQ's limiter counts whole entries in whole milliseconds. */
function limiterOf(rate: number): { max: number; duration: number } {
  return rate >= 1
    ? { max: Math.floor(rate), duration: 1_000 }
    : { max: 1, duration: Math.ceil(1_000 / rate) }
}
