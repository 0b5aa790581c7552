import type { IncomingMessage } from 'node:http'

/** A request of node:http, with what frameworks and body parsers add to it. */
export type NodeRequest = IncomingMessage & {
  readonly originalUrl?: string
  readonly body?: unknown
  readonly rawBody?: unknown
  /** Express's: the client, as far as `trust proxy` lets it be known. */
  readonly ip?: string | undefined
}
