import { type CallOptions, type ClientOptions, connect } from './connection.js'
import { endpointsOf } from './jogg-endpoints.js'
import { eventListOf, type JoggApiEventName } from './jogg-events.js'

export type JoggEndpointStatus = 'enabled' | 'disabled'

/** A webhook endpoint. A field is absent if the answer lacks it or has it with another type. */
export interface JoggEndpoint {
  readonly endpoint_id: string
  readonly url?: string
  readonly status?: JoggEndpointStatus | (string & {})
  readonly events?: readonly (JoggApiEventName | (string & {}))[]
  /** The secret that signs the endpoint's deliveries. */
  readonly secret?: string | null
  readonly username?: string | null
  /** Unix time in seconds. */
  readonly created_at?: number | null
}

/** An endpoint that was just created: now is the time to save its secret. */
export interface JoggNewEndpoint extends JoggEndpoint {
  readonly url: string
  readonly status: JoggEndpointStatus | (string & {})
  readonly events: readonly (JoggApiEventName | (string & {}))[]
  readonly secret: string
}

export interface JoggEndpointRequest {
  /** Must be https. */
  readonly url: string
  /** At least one. A name that is not known here is looked up in `events.list()` first. */
  readonly events: readonly (JoggApiEventName | (string & {}))[]
  /** @default 'enabled' */
  readonly status?: JoggEndpointStatus | undefined
}

/** The fields to change. Missing fields stay unchanged. */
export interface JoggEndpointChanges {
  /** Must be https. */
  readonly url?: string | undefined
  /** The complete new list. */
  readonly events?: readonly (JoggApiEventName | (string & {}))[] | undefined
  readonly status?: JoggEndpointStatus | undefined
}

export interface JoggEndpoints {
  list(options?: CallOptions): Promise<readonly JoggEndpoint[]>
  /** Finds the endpoint in the list, since JoggAI has no call for one. Rejects with `not_found` if it is missing. */
  get(endpointId: string, options?: CallOptions): Promise<JoggEndpoint>
  /** Fetches the list first, and rejects with `endpoint_limit` if it has 20 endpoints. */
  create(request: JoggEndpointRequest, options?: CallOptions): Promise<JoggNewEndpoint>
  /**
   * Changes the given fields. JoggAI requires all three, so the endpoint is fetched first; a change that somebody else makes
   * in between is undone. Fields that the fetched endpoint lacks must be given. A secret cannot be changed.
   */
  update(endpointId: string, changes: JoggEndpointChanges, options?: CallOptions): Promise<JoggEndpoint>
  delete(endpointId: string, options?: CallOptions): Promise<void>
}

export interface JoggEventList {
  /** The names of the events that JoggAI can send now. */
  list(options?: CallOptions): Promise<readonly string[]>
}

/**
 * Manages JoggAI's webhook endpoints. A call that fails rejects with an `ApiError`.
 *
 * @throws TypeError if an option is unusable, such as an `apiKey` that is undefined.
 * @example
 * ```ts
 * const jogg = new JoggClient({ apiKey: process.env.JOGG_API_KEY })
 * const { secret } = await jogg.endpoints.create({
 *   url: 'https://example.com/webhooks/jogg',
 *   events: ['generated_avatar_video_success', 'generated_avatar_video_failed'],
 * })
 * ```
 */
export class JoggClient {
  readonly endpoints: JoggEndpoints
  readonly events: JoggEventList

  constructor(options: ClientOptions) {
    // A local variable, not a field, so that logging the client does not show the key.
    const connection = connect(API, options)
    this.events = eventListOf(connection)
    this.endpoints = endpointsOf(connection, this.events)
  }
}

const API = {
  provider: 'jogg',
  client: 'JoggClient',
  variable: 'JOGG_API_KEY',
  baseUrl: 'https://api.jogg.ai',
  authorize: (apiKey: string) => ({ 'x-api-key': apiKey }),
} as const
