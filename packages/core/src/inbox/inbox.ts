import type { Deviation } from '../events/read-event.js'
import type { HandlerRun } from '../events/run-handlers.js'

/**
 * A durable queue. A receiver with an inbox answers as soon as an event is in it; a worker takes it out and runs the
 * handlers with `handleEntry()` of `@vidhook/core/inbox`. `inboxContract` in `@vidhook/core/testing` states all this as tests.
 */
export interface Inbox {
  /**
   * Keeps an entry. Resolves once the entry survives whatever the queue survives. `duplicate`: an entry with this key was put
   * less than `retentionMs` ago, and nothing was kept, whatever became of that one. Of several calls at once with one key,
   * exactly one is `queued`. Rejects if the queue cannot tell; the sender is then asked to try again.
   */
  put(entry: InboxEntry, retentionMs: number): Promise<'queued' | 'duplicate'>
  /** Optional, for `receiver.ready()`: what is wrong. A problem `inbox_unavailable` says that it cannot be reached. */
  health?(): Promise<{ readonly problems: readonly { readonly code: string; readonly message: string }[] }>
}

/**
 * One authentic event in an inbox: its raw bytes, and what the web process verified. Plain JSON. It has no secret: neither
 * the signature, nor the URL's query, nor cookies, nor `Authorization`.
 */
export interface InboxEntry {
  /** The version of this format. */
  readonly version: 1
  /** The same for every delivery of one event, as in a store: the receiver's name and the identity. At most 300 printable ASCII characters. */
  readonly key: string
  /** The name of the receiver that took the delivery. The receiver of this name runs the handlers. */
  readonly receiver: string
  readonly provider: string
  /** What the event calls itself, shortened to 200 characters. `null`: it has no name. The worker reads the name anew. */
  readonly eventName: string | null
  /** The event's identity, shortened to 200 characters. The worker reads it anew. */
  readonly identity: string
  /** What the delivery's proof adds to the identity. */
  readonly scope: string | null
  /** When the delivery arrived, as an ISO date. */
  readonly receivedAt: string
  /** The request's path, without its query. */
  readonly path: string
  /** A few headers, in lower case, and those that the provider lists in `entryHeaders`. Trace context is among them. */
  readonly headers: Readonly<Record<string, string>>
  /** The raw body: its text, or base64 where text could not bring back every byte. */
  readonly body: string
  readonly encoding: 'utf8' | 'base64'
  /** The verified context of a signed callback URL, as JSON text. `null`: there is none. */
  readonly callback: string | null
}

/** What a worker knows about the attempt. All of it is optional. */
export interface AttemptInfo {
  /** 1 for the first. @default 1 */
  readonly number?: number | undefined
  /** Is the entry dead if this attempt fails? For the log and for `onSettled`. @default false */
  readonly isLast?: boolean | undefined
  /** Handlers that succeeded in an earlier attempt: `EntryResult.succeeded` of the one before. They do not run again. */
  readonly succeeded?: readonly string[] | undefined
  /** Aborts when the worker loses its claim to the entry, or shuts down. Handlers see it as `context.signal`. */
  readonly signal?: AbortSignal | undefined
}

/** One handler's run in an attempt. */
export interface EntryRun extends HandlerRun {
  /** What it listens for; `name#2` for the second handler of one name. */
  readonly id: string
}

/** What came of an attempt. */
export interface EntryResult {
  /**
   * - `processed`: all handlers have succeeded. Done.
   * - `ignored`: no handler listens for the event. Done.
   * - `failed`: a handler failed. Try again later, with `succeeded`.
   * - `dead`: trying again is of no use, until somebody mends the cause: a handler threw `GiveUpError`, or the event is unknown.
   */
  readonly state: 'processed' | 'ignored' | 'failed' | 'dead'
  readonly eventName: string | undefined
  readonly identity: string
  /** The handlers that ran in this attempt. */
  readonly runs: readonly EntryRun[]
  /** The ids of all handlers that have succeeded, in this attempt or before. */
  readonly succeeded: readonly string[]
  /** Fields that were not of their documented form, and were left out of the event. */
  readonly deviations: readonly Deviation[]
  /** Why it failed or is dead: the first handler's error, that of a `GiveUpError` first. */
  readonly error?: unknown
}
