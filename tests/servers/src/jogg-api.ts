import { randomBytes } from 'node:crypto'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApiServer } from './api-server.js'

/** An endpoint as JoggAI's management API shows it. */
export interface JoggApiEndpoint {
  readonly endpoint_id: string
  readonly url: string
  readonly secret: string
  readonly status: string
  readonly events: readonly string[]
  readonly username: string
  readonly created_at: number
}

export interface JoggApi extends ApiServer {
  /** The account's endpoints. Tests may add and remove some. */
  readonly endpoints: JoggApiEndpoint[]
  /** The event names that the API accepts. Tests may add new ones. */
  readonly events: string[]
}

const MAX_ENDPOINTS = 20

/**
 * JoggAI's management API, as documented: `{ code, msg, data }` with HTTP 200 for success and failure; a change needs all
 * three fields; URLs must be https; at most 20 endpoints.
 */
export async function startJoggApi(apiKey: string, events: readonly string[]): Promise<JoggApi> {
  const endpoints: JoggApiEndpoint[] = []
  const known = [...events]
  const server = await startApiServer((request) => {
    if (request.headers['x-api-key'] !== apiKey) return refusal(10105, 'Invalid API key')
    const id = /^\/v2\/endpoint\/([^/]+)$/.exec(request.path)?.[1]
    switch (`${request.method} ${id === undefined ? request.path : '/v2/endpoint/{id}'}`) {
      case 'GET /v2/events':
        return success({ events: known })
      case 'GET /v2/endpoints':
        return success({ endpoints })
      case 'POST /v2/endpoint':
        return create(request)
      case 'PUT /v2/endpoint/{id}':
        return update(decodeURIComponent(id ?? ''), request)
      case 'DELETE /v2/endpoint/{id}':
        return remove(decodeURIComponent(id ?? ''))
      default:
        return refusal(10104, 'Record not found')
    }
  })

  function create({ body }: ApiRequest): ApiAnswer {
    const problem = problemOf(body, known, ['url', 'events'])
    if (problem !== undefined) return refusal(40000, `Parameter error: ${problem}`)
    if (endpoints.length >= MAX_ENDPOINTS) return refusal(40000, 'Parameter error: too many endpoints')
    const endpoint = {
      endpoint_id: `wh_${randomBytes(6).toString('hex')}`,
      secret: `whsec_${randomBytes(12).toString('hex')}`,
      status: 'enabled',
      username: 'johndoe',
      created_at: Math.floor(Date.now() / 1000),
      ...fieldsOf(body),
    }
    endpoints.push(endpoint)
    return success(endpoint)
  }

  function update(id: string, { body }: ApiRequest): ApiAnswer {
    const problem = problemOf(body, known, ['url', 'events', 'status'])
    if (problem !== undefined) return refusal(40000, `Parameter error: ${problem}`)
    const index = endpoints.findIndex(({ endpoint_id }) => endpoint_id === id)
    const before = endpoints[index]
    if (!before) return refusal(10104, 'Record not found')
    const after = { ...before, ...fieldsOf(body) }
    endpoints[index] = after
    return success(after)
  }

  function remove(id: string): ApiAnswer {
    const index = endpoints.findIndex(({ endpoint_id }) => endpoint_id === id)
    if (index < 0) return refusal(10104, 'Record not found')
    endpoints.splice(index, 1)
    return success(null)
  }

  return { ...server, endpoints, events: known }
}

interface Fields {
  readonly url: string
  readonly events: readonly string[]
  readonly status?: string
}

function fieldsOf(body: unknown): Fields {
  const { url, events, status } = body as Fields
  return { url, events, ...(status !== undefined && { status }) }
}

function problemOf(body: unknown, known: readonly string[], required: readonly string[]): string | undefined {
  if (typeof body !== 'object' || body === null) return 'body is required'
  const missing = required.find((field) => !(field in body))
  if (missing !== undefined) return `${missing} is required`
  const { url, events, status = 'enabled' } = body as Record<string, unknown>
  if (typeof url !== 'string' || !url.startsWith('https://')) return 'url must be https'
  if (!Array.isArray(events) || !events.every((name) => known.includes(name))) return 'events are invalid'
  if (status !== 'enabled' && status !== 'disabled') return 'status is invalid'
  return undefined
}

function success(data: unknown): ApiAnswer {
  return { status: 200, body: { rid: '', code: 0, msg: 'Success', data } }
}

function refusal(code: number, msg: string): ApiAnswer {
  return { status: 200, body: { code, msg, data: null } }
}
