import type { BullmqInbox } from '@vidhook/bullmq'
import { errorCode } from '../../../core/src/error-code.js'
import { messageOf } from '../error-message.js'
import { CliError, EXIT } from '../exit.js'
import type { Io } from '../io.js'
import { printable } from '../printable.js'
import { loadBullmq } from './load-bullmq.js'
import { type Place, type PlaceOptions, placeOf } from './place.js'

/** How long the server may take to answer for the first time. */
const PATIENCE_MS = 10_000

/**
 * Opens the inbox, uses it, and closes it, so that the process can end.
 *
 * @throws CliError if it cannot be reached.
 */
export async function withInbox(
  io: Io,
  options: PlaceOptions,
  use: (inbox: BullmqInbox, place: Place) => Promise<void>,
): Promise<void> {
  const place = placeOf(io, options)
  const inbox = await openInbox(io, place)
  try {
    await use(inbox, place)
  } finally {
    await inbox.close()
  }
}

/**
 * Opens the inbox.
 *
 * @param stays it is used for longer: a lost connection to Redis comes back
 * @throws CliError if it cannot be reached.
 */
export async function openInbox(io: Io, place: Place, { stays = false } = {}): Promise<BullmqInbox> {
  const { bullmqInbox } = await loadBullmq(io.cwd, place.backend)
  let isReached = false
  /** A worker waits until its server is back. Somebody in front of a terminal wants to know. */
  const retryStrategy = (tries: number) =>
    stays && isReached ? Math.min(tries * 200, 2_000) : tries > 3 ? null : 200
  const inbox = await asked(async () => bullmqInbox(inboxOptions(place, retryStrategy)))
  try {
    await reach(inbox, place, io.interrupted)
    isReached = true
    return inbox
  } catch (error) {
    await inbox.close()
    throw error
  }
}

/** What an inbox refuses, or could not do, is an error for the user: its message says what to do. */
export async function asked<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw new CliError(printable(messageOf(error), 1_000))
  }
}

function inboxOptions(
  { backend, url, name, prefix, schema }: Place,
  retryStrategy: (tries: number) => number | null,
) {
  return backend === 'redis'
    ? { backend, connection: { url, retryStrategy }, name, prefix, log: false as const }
    : {
        backend,
        connection: { connectionString: url, ...(schema && { schema }) },
        name,
        log: false as const,
      }
}

async function reach(inbox: BullmqInbox, { shown }: Place, interrupted: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS)
    const interrupt = () => reject(new Error('interrupted'))
    if (interrupted.aborted) interrupt()
    interrupted.addEventListener('abort', interrupt, { once: true })
  })
  try {
    await Promise.race([inbox.ready({ timeoutMs: 0 }), patience])
  } catch (error) {
    if (interrupted.aborted) throw new CliError('Interrupted.', EXIT.interrupted)
    const why = printable(errorCode(error) ?? messageOf(error))
    throw new CliError(`The inbox ${printable(shown)} cannot be used: ${why}${adviceFor(why)}`)
  } finally {
    clearTimeout(timer)
  }
}

/** BullMQ's message does not say how its tables are made here. */
function adviceFor(why: string): string {
  return why.includes('is not initialized')
    ? ' With vidhook: await inbox.migrate(), a step of your deployment. If you did that, is --schema right?'
    : ''
}
