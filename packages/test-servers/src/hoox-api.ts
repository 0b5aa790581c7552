import { randomBytes } from 'node:crypto'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApiServer } from './api-server.js'

/** A job that was started. */
export interface HooxApiJob {
  readonly task: 'video_generate' | 'video_export' | 'avatar_create' | 'avatar_edit'
  /** What was answered: the ids by which its webhook will name it. */
  readonly ids: Readonly<Record<string, unknown>>
  readonly webhookUrl: string | undefined
}

export interface HooxApi extends ApiServer {
  /** Every job that was started, and paid for. */
  readonly jobs: readonly HooxApiJob[]
  /** What the account has left, in credits. A job costs 5. */
  credits: number
}

const COST = 5

const TASKS = {
  '/generation/start': 'video_generate',
  '/export/start': 'video_export',
  '/avatar/create': 'avatar_create',
  '/avatar/edit': 'avatar_edit',
} as const

/** Hoox's public API as far as it starts jobs: 201 and the job's ids, or `{ error, details: [{ code, message }] }`. */
export async function startHooxApi(apiKey: string): Promise<HooxApi> {
  const jobs: HooxApiJob[] = []
  const server = await startApiServer((request) => {
    if (request.headers.authorization !== `Bearer ${apiKey}`)
      return refusal(401, 'invalid_api_key', 'API key is invalid')
    const task = taskOf(request)
    if (task === undefined) return refusal(404, 'NOT_FOUND', 'There is no such call')
    const { webhook_url: webhookUrl } = Object(request.body) as Record<string, unknown>
    if (webhookUrl !== undefined && !(typeof webhookUrl === 'string' && URL.canParse(webhookUrl)))
      return refusal(400, 'INVALID_WEBHOOK_URL', 'webhook_url must be a valid URL')
    if (api.credits < COST) return refusal(402, 'INSUFFICIENT_CREDITS', 'Not enough credits')
    api.credits -= COST
    const ids = idsOf(task)
    jobs.push({ task, ids, webhookUrl })
    return {
      status: 201,
      body: task.startsWith('avatar') ? ids : { ...ids, status: 'pending', estimated_credits: COST },
    }
  })
  const api = { ...server, jobs, credits: 100 }
  return api
}

function taskOf({ method, path }: ApiRequest): HooxApiJob['task'] | undefined {
  const call = path.replace(/^\/api\/public\/v1/, '')
  return method === 'POST' && Object.hasOwn(TASKS, call) ? TASKS[call as keyof typeof TASKS] : undefined
}

function idsOf(task: HooxApiJob['task']): Readonly<Record<string, string>> {
  const id = () => randomBytes(8).toString('hex')
  if (task.startsWith('video')) return { job_id: `run_${id()}` }
  return { avatar_id: `avtr_${id()}`, look_id: `look_${id()}` }
}

function refusal(status: number, code: string, message: string): ApiAnswer {
  return { status, body: { error: message, details: [{ code, message }] } }
}
