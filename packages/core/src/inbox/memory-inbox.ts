import { handleEntry } from './handle-entry.js'
import type { EntryResult, Inbox, InboxEntry } from './inbox.js'

export interface MemoryInboxOptions {
  /** The time in milliseconds, from any fixed point. For tests. @default performance.now */
  readonly now?: (() => number) | undefined
}

/** An inbox in this process's memory: for tests, since it forgets everything when the process ends. */
export interface MemoryInbox extends Inbox {
  /** What waits for `work()`, the oldest first. */
  readonly waiting: readonly InboxEntry[]
  /** What was given up, with the reason. */
  readonly dead: readonly { readonly entry: InboxEntry; readonly error: unknown }[]
  /**
   * Runs the handlers of every waiting entry once, one entry after the other, and tells the results. What fails waits for the
   * next call: there is no limit to the attempts, and no pause between them.
   *
   * @throws TypeError if an entry waits for a receiver that was not given.
   */
  work(receivers: readonly { readonly name: string }[]): Promise<readonly EntryResult[]>
}

/**
 * An inbox for tests: deliver, call `work()`, and see what your handlers did.
 *
 * @example
 * ```ts
 * const inbox = memoryInbox()
 * const receiver = createReceiver(jogg({ secret }), { inbox, on: handlers })
 * await receiver.receive(await joggDelivery('generated_script_success', { secret })) // queued
 * const [result] = await inbox.work([receiver])
 * expect(result.state).toBe('processed')
 * ```
 */
export function memoryInbox({ now = () => performance.now() }: MemoryInboxOptions = {}): MemoryInbox {
  let waiting: Waiting[] = []
  const dead: { entry: InboxEntry; error: unknown }[] = []
  /** When each key may be put again. */
  const taken = new Map<string, number>()

  return {
    get waiting() {
      return waiting.map(({ entry }) => entry)
    },
    get dead() {
      return [...dead]
    },
    async put(entry, retentionMs) {
      const until = taken.get(entry.key)
      if (until !== undefined && until > now()) return 'duplicate'
      taken.set(entry.key, now() + retentionMs)
      // As a queue would give it back.
      waiting.push({ entry: JSON.parse(JSON.stringify(entry)), attempts: 0, succeeded: [] })
      return 'queued'
    },
    async work(receivers) {
      const batch = waiting
      const chosen = batch.map(({ entry }) => receiverNamed(entry.receiver, receivers))
      waiting = []
      const results: EntryResult[] = []
      for (const [index, { entry, attempts, succeeded }] of batch.entries()) {
        const receiver = chosen[index] as { readonly name: string }
        const result = await handleEntry(receiver, entry, { number: attempts + 1, succeeded })
        results.push(result)
        if (result.state === 'dead') dead.push({ entry, error: result.error })
        if (result.state === 'failed')
          waiting.push({ entry, attempts: attempts + 1, succeeded: result.succeeded })
      }
      return results
    },
  }
}

interface Waiting {
  readonly entry: InboxEntry
  readonly attempts: number
  readonly succeeded: readonly string[]
}

function receiverNamed(name: string, receivers: readonly { readonly name: string }[]) {
  const receiver = receivers.find((each) => each.name === name)
  if (receiver) return receiver
  throw new TypeError(
    `An entry waits for the receiver ${JSON.stringify(name)}, but work() was given ${receivers.map((each) => JSON.stringify(each.name)).join(', ') || 'none'}.`,
  )
}
