/** A store's answer to a claim. */
export type Claim =
  /** The event is this worker's until the lease ends. Every later call has to give the token. */
  | { readonly state: 'claimed'; readonly token: string }
  /** Another worker holds the lease. */
  | { readonly state: 'busy' }
  /** The event's handlers have succeeded before. */
  | { readonly state: 'done' }

/**
 * Remembers which events are done or being worked on. Every call is one atomic step, and none depends on the worker's clock.
 * The token fences: once another worker has taken an event over, the first worker's token can no longer renew, complete or
 * release it. If a lease has expired but nobody has taken the event over, its worker may still renew or complete it.
 *
 * A release ends its token. A renewal or completion with that token may reach the store later, if it was delayed on its
 * connection: the answer is `false`, and nothing changes. The store remembers this for an hour at least. If a worker's expired
 * lease was taken over and then released, the worker may still complete the event.
 *
 * A call rejects if the store cannot be reached; it never guesses. `storeContract` in `@vidhook/core/testing` tests all of
 * this.
 */
export interface Store {
  /** Claims an event for `leaseMs`. Takes an expired lease over. */
  claim(key: string, leaseMs: number): Promise<Claim>
  /** Extends the lease to `leaseMs` from now. `false`: it was released, or another worker has taken over or done the event. */
  renew(key: string, token: string, leaseMs: number): Promise<boolean>
  /**
   * Marks the event as done for `retentionMs`, up to 100 years: its handlers have succeeded. `false`: the lease was released,
   * or another worker has taken over or done the event; nothing was changed.
   */
  complete(key: string, token: string, retentionMs: number): Promise<boolean>
  /** Frees the event for the next claim: its handlers have failed. `false`: the token holds no lease; nothing was changed. */
  release(key: string, token: string): Promise<boolean>
}

/**
 * The longest time for which a done event may be remembered, in milliseconds: 100 years. All stores can represent that. For
 * much longer times they differ: Postgres's `timestamptz` ends in the year 294276, a JavaScript `Date` in the year 275760.
 */
export const LONGEST_RETENTION_MS = 100 * 365 * 24 * 60 * 60 * 1000
