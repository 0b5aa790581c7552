import { createContext } from '../events/context.js'
import type { Listener } from '../events/handlers.js'
import { listenersOf, type Recognized } from '../events/listening.js'
import { recognize } from '../events/recognize.js'
import { excerpt } from '../log/log.js'
import { helpLink } from '../misconfigured.js'
import { settledWithin } from '../once/deadline.js'
import { activeInstrument, aroundHandlers, boundedName, instrumented } from '../report/instrument.js'
import type { SettledReport } from '../report/settled.js'
import type { RawDelivery } from '../request/delivery.js'
import { parseJson } from '../request/json.js'
import { checkEntry, entryCallback, entryDelivery } from './entry-delivery.js'
import { GiveUpError } from './give-up-error.js'
import type { AttemptInfo, EntryResult, EntryRun, InboxEntry } from './inbox.js'
import { type IdentifiedListener, runListeners } from './run-listeners.js'
import { type WorkerParts, workerPartsOf } from './worker-parts.js'

/**
 * The worker's half of an inbox: reads an entry's bytes anew and runs the receiver's handlers, without the provider's
 * deadline. Work given to `context.waitUntil` is waited for. The queue decides by the result whether and when to try again.
 *
 * Rejects if the entry's form is not known, as that of a later version; not if a handler fails.
 *
 * @example
 * ```ts
 * queue.process(async (job) => {
 *   const result = await handleEntry(jogg, job.entry, { number: job.attempt, succeeded: job.succeeded })
 *   if (result.state === 'failed') await job.retryLater({ succeeded: result.succeeded })
 *   else if (result.state === 'dead') await job.bury(result.error)
 * })
 * ```
 */
export function handleEntry(
  receiver: { readonly name: string },
  entry: InboxEntry,
  attempt: AttemptInfo = {},
): Promise<EntryResult> {
  const given = workerPartsOf(receiver)
  const parts = { ...given, instrument: activeInstrument(given.instrument) }
  const result = attempted(parts, entry, attempt)
  // `drain()` waits for it.
  parts.running.track(result)
  return result
}

/** Inside the instrument, and reported. */
async function attempted(parts: WorkerParts, entry: InboxEntry, attempt: AttemptInfo): Promise<EntryResult> {
  const { instrument, reporter, log } = parts
  const started = performance.now()
  const run = () => handle(parts, entry, attempt)
  const result = await (instrument?.attempt
    ? instrumented<EntryResult, []>(
        (run) => instrument.attempt?.(attemptedEntry(parts, entry, attempt), run),
        run,
        (error) => reporter.complain('instrument', error, log),
      )
    : run())
  await report(parts, entry, {
    state: settledState(result, attempt),
    eventName: result.eventName ?? '',
    identity: result.identity,
    durationMs: performance.now() - started,
    handlers: result.runs,
    attempt: attempt.number ?? 1,
    ...('error' in result && { error: result.error }),
  })
  return result
}

function settledState({ state }: EntryResult, { isLast }: AttemptInfo): SettledReport['state'] {
  if (state === 'dead' || (state === 'failed' && isLast)) return 'dead'
  return state === 'failed' ? 'failed' : 'succeeded'
}

/**
 * Tells the receiver's `onSettled` and journal of an entry that the queue gave up without an attempt: its event ended the process
 * too often, say. What `handleEntry()` gives up, it reports itself.
 */
export async function reportDead(
  receiver: { readonly name: string },
  entry: InboxEntry,
  { error, attempt }: { readonly error: unknown; readonly attempt: number },
): Promise<void> {
  const { eventName, identity } = entry
  await report(workerPartsOf(receiver), entry, {
    state: 'dead',
    eventName: eventName ?? '',
    identity,
    durationMs: 0,
    handlers: [],
    attempt,
    error,
  })
}

async function report(
  { reporter, provider, name, settings, log }: WorkerParts,
  entry: InboxEntry,
  ended: Omit<SettledReport, 'kind' | 'provider' | 'receiver' | 'receivedAt'>,
): Promise<void> {
  const about = { provider: provider.name, receiver: name, receivedAt: new Date(entry.receivedAt) }
  const reporting = reporter.settled({ kind: 'attempt', ...about, ...ended }, log)
  if (!reporting) return
  // A hook that never settles must not keep the worker's place.
  await settledWithin(reporting, settings.maxRunMs, () =>
    log.error(
      { provider: provider.name, event: ended.eventName, identity: ended.identity },
      `onSettled did not settle within ${settings.maxRunMs} ms. It is no longer waited for.`,
    ),
  )
}

function attemptedEntry({ provider, name }: WorkerParts, entry: InboxEntry, attempt: AttemptInfo) {
  const { identity, receivedAt, headers } = entry
  return {
    provider: provider.name,
    receiver: name,
    event: boundedName(entry.eventName ?? undefined, provider),
    identity,
    attempt: attempt.number ?? 1,
    trace: { traceparent: headers.traceparent, tracestate: headers.tracestate },
    receivedAt: new Date(receivedAt),
  }
}

async function handle(parts: WorkerParts, entry: InboxEntry, attempt: AttemptInfo): Promise<EntryResult> {
  checkEntry(entry)
  const { provider, registry, onUnrecognized } = parts
  const delivery = entryDelivery(entry)
  const json = parseJson(delivery.body)
  if (!json) return dead(parts, entry, 'The body is not JSON.')
  const recognition = await recognize(provider, json.value, delivery, entry.scope ?? undefined)
  if (recognition.kind === 'contradiction') return dead(parts, entry, recognition.reason)
  const listeners = listenersOf(recognition, registry, onUnrecognized)
  if (recognition.kind === 'unrecognized' && listeners.length === 0)
    return dead(parts, entry, recognition.event.reason)
  return run(parts, entry, attempt, { recognition, delivery, listeners })
}

interface Recognizing {
  readonly recognition: Recognized
  readonly delivery: RawDelivery
  readonly listeners: readonly Listener[]
}

async function run(
  parts: WorkerParts,
  entry: InboxEntry,
  attempt: AttemptInfo,
  { recognition, delivery, listeners }: Recognizing,
): Promise<EntryResult> {
  const { provider, settings, log, name, instrument, reporter } = parts
  const { identity, name: eventName } = recognition
  const before = attempt.succeeded ?? []
  const runs = await runListeners(
    identified(listeners).filter(({ id }) => !before.includes(id)),
    {
      event: recognition.event,
      maxRunMs: settings.maxRunMs,
      signal: attempt.signal,
      around: aroundHandlers(
        instrument,
        {
          provider: provider.name,
          receiver: name,
          event: boundedName(eventName, provider),
          identity,
          attempt: attempt.number ?? 1,
        },
        (error) => reporter.complain('instrument', error, log),
      ),
      contextWith: (abort, waitUntil) =>
        createContext({
          provider: provider.name,
          eventName: eventName ?? '',
          identity,
          delivery,
          callback: entryCallback(entry),
          log,
          requestLog: undefined,
          abort,
          waitUntil,
          attempt: attempt.number ?? 1,
        }),
    },
  )
  const failures = runs.filter((each) => 'error' in each)
  const result: EntryResult = {
    state: stateOf(listeners, failures),
    eventName,
    identity,
    runs,
    succeeded: [...before, ...runs.filter((each) => !failures.includes(each)).map(({ id }) => id)],
    deviations: recognition.kind === 'recognized' ? recognition.deviations : [],
    ...(failures.length > 0 && { error: (failures.find(givesUp) ?? failures[0])?.error }),
  }
  logFailures(parts, result, attempt.number ?? 1)
  return result
}

/** The second handler of one name is `name#2`. One that is renamed is another, and runs. */
function identified(listeners: readonly Listener[]): readonly IdentifiedListener[] {
  const count = new Map<string, number>()
  return listeners.map((listener) => {
    const nth = (count.get(listener.name) ?? 0) + 1
    count.set(listener.name, nth)
    return { ...listener, id: nth === 1 ? listener.name : `${listener.name}#${nth}` }
  })
}

function stateOf(listeners: readonly Listener[], failures: readonly EntryRun[]): EntryResult['state'] {
  if (listeners.length === 0) return 'ignored'
  if (failures.length === 0) return 'processed'
  return failures.some(givesUp) ? 'dead' : 'failed'
}

function givesUp({ error }: EntryRun): boolean {
  return error instanceof GiveUpError
}

function dead(parts: WorkerParts, entry: InboxEntry, reason: string): EntryResult {
  const result: EntryResult = {
    state: 'dead',
    eventName: entry.eventName ?? undefined,
    identity: entry.identity,
    runs: [],
    succeeded: [],
    deviations: [],
    error: new GiveUpError(reason),
  }
  logFailures(parts, result, 1)
  return result
}

function logFailures({ provider, log }: WorkerParts, result: EntryResult, attempt: number): void {
  const { state, eventName, identity, error } = result
  if (error === undefined) return
  const failed = result.runs.flatMap((each) => ('error' in each ? [each.id] : []))
  const what = failed.length === 0 ? 'cannot be handled' : `failed in ${failed.join(', ')}`
  const next = state === 'dead' ? ' It is not tried again.' : ''
  log.error(
    {
      provider: provider.name,
      code: 'entry_failed',
      event: excerpt(eventName ?? ''),
      identity: excerpt(identity),
      attempt,
      err: error,
    },
    `An event of ${provider.name} from the inbox ${what}.${next} See ${helpLink('entry_failed')}`,
  )
}
