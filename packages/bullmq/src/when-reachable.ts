import { setTimeout as delay } from 'node:timers/promises'

const PAUSE_MS = 1_000

export interface WhenReachableOptions {
  /** How long to try, in milliseconds. Then the last error is thrown. @default for ever */
  readonly timeoutMs?: number | undefined
  readonly onUnreachable?: (error: Error) => void
}

/**
 * Tries again until the database can be reached. BullMQ itself does so on Redis; on Postgres it tries only once.
 *
 * @param connect rejects with BullMQ's error; that of a database which is reached, and cannot be used, is thrown
 */
export async function whenReachable<Result>(
  connect: () => Promise<Result>,
  { timeoutMs = Number.POSITIVE_INFINITY, onUnreachable }: WhenReachableOptions = {},
): Promise<Result> {
  const began = performance.now()
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      if (!(error instanceof Error && isUnreachable(error))) throw error
      if (performance.now() - began + PAUSE_MS > timeoutMs) throw error
      onUnreachable?.(error)
      await delay(PAUSE_MS)
    }
  }
}

/** Errors of sockets, and of a Postgres that starts, stops, or has no connection left. Those of pg itself have no code. */
function isUnreachable(error: Error & { code?: unknown }): boolean {
  if (typeof error.code !== 'string')
    return /timeout|timed out|terminated|connection error/i.test(error.message)
  return /^(E[A-Z]+|57P\d\d|08\w{3}|53\w{3})$/.test(error.code)
}
