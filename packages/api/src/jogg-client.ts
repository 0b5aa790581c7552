import { type CallOptions, type ClientOptions, connect } from './connection.js'
import { endpointsOf } from './jogg-endpoints.js'
import { eventListOf, type JoggApiEventName } from './jogg-events.js'

export type JoggEndpointStatus = 'enabled' | 'disabled'

/** What JoggAI posts to. A field that an answer leaves out, or has in another form, is absent. */
export interface JoggEndpoint {
  readonly endpoint_id: string
  readonly url?: string
  readonly status?: JoggEndpointStatus | (string & {})
  readonly events?: readonly (JoggApiEventName | (string & {}))[]
  /** What the endpoint's deliveries are signed with. */
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

/** What to change; the rest stays as it is. */
export interface JoggEndpointChanges {
  /** Must be https. */
  readonly url?: string | undefined
  /** All of them, not only those to add. */
  readonly events?: readonly (JoggApiEventName | (string & {}))[] | undefined
  readonly status?: JoggEndpointStatus | undefined
}

export interface JoggEndpoints {
  list(options?: CallOptions): Promise<readonly JoggEndpoint[]>
  /** One of the list, since JoggAI has no call for it. Rejects as `not_found` if it is not there. */
  get(endpointId: string, options?: CallOptions): Promise<JoggEndpoint>
  /** Rejects as `endpoint_limit` if there are 20 already, which is looked up first. */
  create(request: JoggEndpointRequest, options?: CallOptions): Promise<JoggNewEndpoint>
  /**
   * Changes what is named. JoggAI wants all three fields, so the endpoint is fetched first; what somebody else changes
   * in between is undone. What the fetched endpoint lacks must be named too. A secret cannot be changed.
   */
  update(endpointId: string, changes: JoggEndpointChanges, options?: CallOptions): Promise<JoggEndpoint>
  delete(endpointId: string, options?: CallOptions): Promise<void>
}

export interface JoggEventList {
  /** The names of the events that JoggAI can send now. */
  list(options?: CallOptions): Promise<readonly string[]>
}

/**
 * JoggAI's management of webhook endpoints. What fails rejects with an `ApiError`.
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
