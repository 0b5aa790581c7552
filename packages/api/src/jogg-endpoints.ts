import * as z from 'zod/mini'
import { checkEndpoint } from './check-endpoint.js'
import type { CallOptions, Connection } from './connection.js'
import { expectShape } from './expect-shape.js'
import { type ApiCall, failure } from './failure.js'
import { id, maybe } from './fields.js'
import { idInPath } from './id-in-path.js'
import { readJogg } from './jogg-answer.js'
import type { JoggEndpoint, JoggEndpoints, JoggEventList } from './jogg-client.js'
import { perform } from './perform.js'

/** JoggAI allows an account this many endpoints ("Webhook Limit" in its guide). */
export const JOGG_MAX_ENDPOINTS = 20

export function endpointsOf(connection: Connection, events: JoggEventList): JoggEndpoints {
  const request = <Output>(call: ApiCall, data: z.ZodMiniType<Output>) =>
    perform(connection, call, (answer) => readJogg(connection, call, answer, data))

  async function list({ signal }: CallOptions = {}): Promise<readonly JoggEndpoint[]> {
    const { endpoints } = await request({ method: 'GET', path: '/v2/endpoints', signal }, aList)
    return endpoints ?? []
  }

  async function find(call: ApiCall, endpointId: string): Promise<JoggEndpoint> {
    const endpoints = await list({ signal: call.signal })
    const found = endpoints.find(({ endpoint_id }) => endpoint_id === endpointId)
    if (found) return found
    const what = `There is no ${JSON.stringify(endpointId)} among the ${endpoints.length} endpoints.`
    throw failure(connection, call, 'not_found', what)
  }

  const pathOf = (endpointId: string) => {
    const segment = idInPath(endpointId)
    if (segment !== undefined) return `/v2/endpoint/${segment}`
    const call: ApiCall = { method: 'GET', path: '/v2/endpoint/{endpoint_id}' }
    throw failure(
      connection,
      call,
      'invalid_request',
      'The endpoint’s id must be a string such as "wh_123456789".',
    )
  }

  return {
    list,

    async get(endpointId, { signal } = {}) {
      return find({ method: 'GET', path: pathOf(endpointId), signal }, endpointId)
    },

    async create({ url, events: names, status = 'enabled' }, { signal } = {}) {
      const body = { url, events: names, status }
      const call: ApiCall = { method: 'POST', path: '/v2/endpoint', body, signal }
      await checkEndpoint(connection, call, body, events)
      const { length } = await list({ signal })
      if (length < JOGG_MAX_ENDPOINTS) return { ...body, ...(await request(call, aNewEndpoint)) }
      const what = `There are ${length} endpoints, and JoggAI allows ${JOGG_MAX_ENDPOINTS}.`
      throw failure(connection, call, 'endpoint_limit', what)
    },

    async update(endpointId, changes, { signal } = {}) {
      const call: ApiCall = { method: 'PUT', path: pathOf(endpointId), signal }
      const wanted = Object.entries(changes).filter(([, value]) => value !== undefined)
      await checkEndpoint(connection, call, Object.fromEntries(wanted), events)
      const before = await find(call, endpointId)
      const { url = before.url, events: names = before.events, status = before.status } = changes
      if (url === undefined || names === undefined || status === undefined) {
        const what =
          'JoggAI requires url, events and status for every change, and its list does not show all three for this endpoint: give all of them.'
        throw failure(connection, call, 'invalid_request', what)
      }
      const body = { url, events: names, status }
      // JoggAI does not promise that the answer contains the endpoint.
      const after = expectShape(anEndpoint, await request({ ...call, body }, anything))
      return { ...before, ...body, ...(after.ok && after.value) }
    },

    async delete(endpointId, { signal } = {}) {
      await request({ method: 'DELETE', path: pathOf(endpointId), signal }, anything)
    },
  }
}

const fields = {
  endpoint_id: id,
  url: z.exactOptional(z.string()),
  status: z.exactOptional(z.string()),
  events: z.exactOptional(z.array(z.string())),
  username: maybe(z.string()),
  created_at: maybe(z.number()),
}
const anEndpoint = z.looseObject({ ...fields, secret: maybe(z.string()) })
const aNewEndpoint = z.looseObject({ ...fields, secret: z.string().check(z.minLength(1)) })
/** Go encodes an empty list as `null`. */
const aList = z.looseObject({ endpoints: z.nullable(z.array(anEndpoint)) })
/** The data may be absent. */
const anything = z.optional(z.unknown())
