import type { EntryQueue } from './bullmq.js'

/** For a server to answer that it has taken the last command. One that is frozen or away never does. */
const GOODBYE_MS = 1_000

/** Ends a queue's connections, whether its server answers or not. */
export async function closeQueue(queue: EntryQueue): Promise<void> {
  const closed = queue.close().then(
    () => true,
    () => false,
  )
  if (!(await settlesWithin(closed, GOODBYE_MS))) await disconnect(queue)
}

/** Something of BullMQ's with its connections: a queue or a worker. */
interface Connected {
  getBackend(): object
}

/** Redis alone: a client that cannot say goodbye would try to connect for ever. A pool of Postgres connects only when it is used. */
export async function disconnect(connected: Connected): Promise<void> {
  const backend = connected.getBackend()
  for (const name of ['client', 'blockingClient'] as const) {
    const opening: Promise<{ disconnect(): void }> | undefined = Reflect.get(backend, name)
    // One that was never connected is disconnected by BullMQ itself.
    opening?.then((client) => client.disconnect()).catch(() => {})
  }
}

/** Its result, or `false` if it has none in time. */
export function settlesWithin(work: Promise<boolean>, ms: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
