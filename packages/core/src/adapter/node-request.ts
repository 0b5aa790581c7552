import type { IncomingMessage } from 'node:http'

/** A request of node:http, with what frameworks and body parsers add to it. */
export type NodeRequest = IncomingMessage & {
  readonly originalUrl?: string
  readonly body?: unknown
  readonly rawBody?: unknown
  /** Set by Express: the client's address, according to its setting `trust proxy`. */
  readonly ip?: string | undefined
}
