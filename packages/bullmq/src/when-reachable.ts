import { setTimeout as delay } from 'node:timers/promises'

const PAUSE_MS = 1_000

/**
 * Tries again until the database can be reached. BullMQ itself does so on Redis; on Postgres it tries only once.
 *
 * @param connect rejects with BullMQ's error; that of a database which is reached, and cannot be used, is thrown
 */
export async function whenReachable<Result>(
  connect: () => Promise<Result>,
  onUnreachable: (error: Error) => void = () => {},
): Promise<Result> {
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      if (!(error instanceof Error && isUnreachable(error))) throw error
      onUnreachable(error)
      await delay(PAUSE_MS)
    }
  }
}

/** Errors of sockets, and of a Postgres that starts, stops, or has no connection left. Those of pg itself have no code. */
function isUnreachable(error: Error & { code?: unknown }): boolean {
  if (typeof error.code !== 'string') return /timeout|timed out|terminated/i.test(error.message)
  return /^(E[A-Z]+|57P\d\d|08\w{3}|53\w{3})$/.test(error.code)
}
