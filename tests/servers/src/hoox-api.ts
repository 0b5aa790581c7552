import { randomBytes } from 'node:crypto'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApiServer } from './api-server.js'

/** A job that was started. */
export interface HooxApiJob {
  readonly task: (typeof TASKS)[keyof typeof TASKS]
  /** The ids in the answer, which its webhooks will contain. */
  readonly ids: Readonly<Record<string, string | readonly string[]>>
  readonly webhookUrl: string | undefined
}

export interface HooxApi extends ApiServer {
  /** Every job that was started and charged. */
  readonly jobs: readonly HooxApiJob[]
  /** The account's remaining credits. A job costs 5, and so does each asset. */
  credits: number
  /** The remaining calls of this minute, which never ends. */
  remaining: number
  /** Sets the answer of the status call, such as `{ status: 'completed', result }`. The id is a job's, a look's or an asset's. */
  settle(id: unknown, answer: Readonly<Record<string, unknown>>): void
}

const COST = 5

/** Calls a minute, for a workspace. */
const RATE_LIMIT = 100

const TASKS = {
  '/generation/start': 'video_generate',
  '/export/start': 'video_export',
  '/avatar/create': 'avatar_create',
  '/avatar/edit': 'avatar_edit',
  '/asset/start': 'asset_generation',
} as const

/** The start of the path of each task's status call; the id comes after it, or in the query. */
const STATUS_PATHS = {
  video_generate: '/generation/status',
  video_export: '/export/status',
  avatar_create: '/avatar/status',
  avatar_edit: '/avatar/status',
  asset_generation: '/asset/status',
} as const

/**
 * The part of Hoox's public API that starts jobs and reports their state: 201 with the job's ids, 200 with its status, or
 * `{ error, details: [{ code, message }] }`. Every answer to a valid key has the number of remaining calls.
 */
export async function startHooxApi(apiKey: string): Promise<HooxApi> {
  const jobs: HooxApiJob[] = []
  const settled = new Map<unknown, Readonly<Record<string, unknown>>>()
  const server = await startApiServer((request) => {
    if (request.headers.authorization !== `Bearer ${apiKey}`)
      return refusal(401, 'invalid_api_key', 'API key is invalid')
    const tooMany = api.remaining === 0
    if (!tooMany) api.remaining -= 1
    const answer = tooMany ? refusal(429, 'rate_limit_exceeded', 'Too many requests') : respond(request)
    return { ...answer, headers: rateLimitHeaders(api.remaining) }
  })

  function respond(request: ApiRequest): ApiAnswer {
    const { pathname, searchParams } = new URL(request.path.replace(/^\/api\/public\/v1/, ''), server.url)
    if (request.method === 'GET') return statusOf(pathname, searchParams)
    if (request.method === 'POST' && Object.hasOwn(TASKS, pathname))
      return start(TASKS[pathname as keyof typeof TASKS], request)
    return refusal(404, 'NOT_FOUND', 'There is no such call')
  }

  function start(task: HooxApiJob['task'], request: ApiRequest): ApiAnswer {
    const { webhook_url: webhookUrl, generation_count: count = 1 } = Object(request.body) as {
      readonly webhook_url?: string
      readonly generation_count?: number
    }
    if (webhookUrl !== undefined && !URL.canParse(webhookUrl))
      return refusal(400, 'INVALID_WEBHOOK_URL', 'webhook_url must be a valid URL')
    if (api.credits < COST * count) return refusal(402, 'INSUFFICIENT_CREDITS', 'Not enough credits')
    api.credits -= COST * count
    const ids = idsOf(task, count)
    jobs.push({ task, ids, webhookUrl })
    return { status: 201, body: { ...ids, ...promiseOf(task, count) } }
  }

  function statusOf(path: string, query: URLSearchParams): ApiAnswer {
    const wanted = query.get('look_id') ?? decodeURIComponent(path.split('/')[3] ?? '')
    const job = jobs.find(
      ({ task, ids }) => path.startsWith(STATUS_PATHS[task]) && Object.values(ids).flat().includes(wanted),
    )
    if (job === undefined) return refusal(404, 'job_not_found', `There is no job "${wanted}"`)
    const isAsset = job.task === 'asset_generation'
    const ids = isAsset ? { asset_id: wanted } : job.ids
    const state = settled.get(wanted) ?? { status: isAsset ? 'generating' : 'pending' }
    return { status: 200, body: { ...ids, ...state } }
  }

  const api = {
    ...server,
    jobs,
    credits: 100,
    remaining: RATE_LIMIT,
    settle: (id: unknown, answer: Readonly<Record<string, unknown>>) => void settled.set(id, answer),
  }
  return api
}

function rateLimitHeaders(remaining: number): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit': String(RATE_LIMIT),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 60),
  }
}

function idsOf(task: HooxApiJob['task'], count: number): HooxApiJob['ids'] {
  const id = () => randomBytes(8).toString('hex')
  if (task.startsWith('video')) return { job_id: `run_${id()}` }
  if (task.startsWith('avatar')) return { avatar_id: `avtr_${id()}`, look_id: `look_${id()}` }
  return { asset_ids: Array.from({ length: count }, () => `asset_${id()}`) }
}

/** The other fields in the answer to a start. */
function promiseOf(task: HooxApiJob['task'], count: number): Readonly<Record<string, unknown>> {
  if (task.startsWith('video')) return { status: 'pending', estimated_credits: COST }
  if (task.startsWith('avatar')) return {}
  return { status: 'generating', cost_per_generation: COST, total_cost: COST * count, count }
}

function refusal(status: number, code: string, message: string): ApiAnswer {
  return { status, body: { error: message, details: [{ code, message }] } }
}
