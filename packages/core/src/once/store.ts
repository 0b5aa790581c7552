/** What a store says when a receiver asks for an event. */
export type Claim =
  /** Yours, until the lease ends. The token proves it in every later call. */
  | { readonly state: 'claimed'; readonly token: string }
  /** Another worker holds the lease. */
  | { readonly state: 'busy' }
  /** Its handlers have succeeded before. */
  | { readonly state: 'done' }

/**
 * Where a receiver remembers which events are done or being worked on. Every call is one atomic step, and none depends
 * on the worker's clock. The token fences: a worker whose event was taken over can neither renew, complete nor release
 * what is another's now. A lease that has expired without being taken over is still its worker's to renew or complete:
 * work that was done late is done all the same.
 *
 * A release ends its token: a renewal or a completion with it that reaches the store later, as one may that was delayed on
 * its connection, is answered `false` and changes nothing. A store that cannot know this forever knows it for an hour at
 * least. A worker whose expired lease was taken over and released again may still complete the event.
 *
 * A call rejects if the store cannot be reached; it never guesses. `storeContract` in `@vidhook/core/testing` states all
 * this as tests.
 */
export interface Store {
  /** Asks for an event. An expired lease is taken over. */
  claim(key: string, leaseMs: number): Promise<Claim>
  /** Makes the lease last `leaseMs` from now. `false`: it was released, or another worker has taken the event over, or done it. */
  renew(key: string, token: string, leaseMs: number): Promise<boolean>
  /**
   * The handlers have succeeded: `done` for `retentionMs`, which may be up to 100 years. `false`: the lease was released, or
   * the event is another worker's; nothing was changed.
   */
  complete(key: string, token: string, retentionMs: number): Promise<boolean>
  /** The handlers have failed: free for the next claim. `false`: the lease is not this worker's; nothing was changed. */
  release(key: string, token: string): Promise<boolean>
}

/**
 * The longest that a done event may be remembered, in milliseconds: 100 years. Every store keeps that exactly. Far beyond it
 * they no longer agree: Postgres's `timestamptz` ends in the year 294276, a JavaScript `Date` in the year 275760.
 */
export const LONGEST_RETENTION_MS = 100 * 365 * 24 * 60 * 60 * 1000
