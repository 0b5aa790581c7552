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
 * A call rejects if the store cannot be reached; it never guesses. `storeContract` in `@vidhook/core/testing` states all
 * this as tests.
 */
export interface Store {
  /** Asks for an event. An expired lease is taken over. */
  claim(key: string, leaseMs: number): Promise<Claim>
  /** Makes the lease last `leaseMs` from now. `false`: another worker has taken the event over, or done it. */
  renew(key: string, token: string, leaseMs: number): Promise<boolean>
  /** The handlers have succeeded: `done` for `retentionMs`. `false`: the event is another worker's; nothing was changed. */
  complete(key: string, token: string, retentionMs: number): Promise<boolean>
  /** The handlers have failed: free for the next claim. `false`: the lease is not this worker's; nothing was changed. */
  release(key: string, token: string): Promise<boolean>
}
