import type { Registry } from '../events/handlers.js'
import type { OnUnrecognized } from '../events/listening.js'
import type { Logger } from '../log/log.js'
import type { Running } from '../once/running.js'
import type { Provider } from '../providers/provider.js'

/** What a worker needs of a receiver. */
export interface WorkerParts {
  readonly provider: Provider
  readonly registry: Registry
  readonly onUnrecognized: OnUnrecognized
  readonly running: Running
  readonly settings: { readonly maxRunMs: number }
  readonly log: Logger
}

/**
 * Where a receiver keeps them, so that the worker's half is no part of a web process's bundle. One symbol for the process, which
 * may have loaded both the ESM and the CommonJS build.
 */
export const WORKER_PARTS = Symbol.for('vidhook.worker')

/** @throws TypeError if it is not a receiver of `createReceiver()`. */
export function workerPartsOf(receiver: object): WorkerParts {
  const parts: WorkerParts | undefined = Reflect.get(receiver, WORKER_PARTS)
  if (parts) return parts
  throw new TypeError(
    'handleEntry() needs a receiver that createReceiver() has made, with a @vidhook/core of the same version.',
  )
}
