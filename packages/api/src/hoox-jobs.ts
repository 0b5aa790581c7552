import * as z from 'zod/mini'
import type { CallOptions, Connection } from './connection.js'
import { type ApiCall, failure } from './failure.js'
import { id, maybe } from './fields.js'
import { readHoox } from './hoox-answer.js'
import { problemOfUrl } from './https-url.js'
import { perform } from './perform.js'

/** The fields of every job's request. Further parameters are sent unchanged; Hoox's API reference lists them. */
export interface HooxJobRequest {
  /** The https URL that Hoox posts to when the job has ended. Sign it with `signCallbackUrl()`. */
  readonly webhook_url: string
  readonly [parameter: string]: unknown
}

/** A video from a prompt or a script. Its webhook is a `video_generate`. */
export interface HooxGeneration extends HooxJobRequest {
  readonly prompt?: string | undefined
  readonly script?: string | undefined
  readonly voice_id?: string | undefined
  readonly avatar_id?: string | undefined
  /** Seconds. */
  readonly duration?: number | undefined
  readonly format?: string | undefined
}

/** The file of a generated video. Its webhook is a `video_export`. */
export interface HooxExport extends HooxJobRequest {
  /** The `result.video_id` of `video_generate`. */
  readonly video_id: string
  readonly format?: string | undefined
}

/** An avatar from a prompt or from images. Its webhook is an `avatar_create`. */
export interface HooxAvatarCreate extends HooxJobRequest {
  readonly prompt?: string | undefined
  readonly name?: string | undefined
}

/** A new look of an avatar, made from another of its looks. Its webhook is an `avatar_edit`. */
export interface HooxAvatarEdit extends HooxJobRequest {
  readonly avatar_id: string
  /** The look to start from. The answer has the id of the new one. */
  readonly look_id: string
  readonly prompt: string
}

/** Images or videos that are not part of a Hoox video. Each has its own `asset_generation` webhook. */
export interface HooxAsset extends HooxJobRequest {
  readonly type: 'image' | 'video' | (string & {})
  /** A name that Hoox's `GET /asset/models` lists. */
  readonly model: string
  readonly prompt: string
  /** How many to generate from the prompt, 1 to 4. Each costs credits and has its own webhook. @default 1 */
  readonly generation_count?: number | undefined
  /** Of a video, in seconds. */
  readonly duration?: number | undefined
  readonly aspect_ratio?: string | undefined
  readonly resolution?: string | undefined
}

/** A video job that was started. */
export interface HooxVideoJob {
  /** The `job_id` of the expected webhook. */
  readonly job_id: string
  readonly status?: string | null
  readonly estimated_credits?: number | null
}

/** An avatar job that was started. */
export interface HooxAvatarJob {
  /** The `avatar_id` of the expected webhook. */
  readonly avatar_id: string
  /** The `look_id` of the expected webhook. */
  readonly look_id: string
}

/** Asset generations that were started. */
export interface HooxAssetJob {
  /** The `asset_id` of each expected webhook. */
  readonly asset_ids: readonly string[]
  readonly status?: string | null
  /** Credits. They are charged at once, and refunded for a generation that fails. */
  readonly cost_per_generation?: number | null
  /** Credits. */
  readonly total_cost?: number | null
  /** How many generations were started. */
  readonly count?: number | null
}

/** Starts a job, which costs credits. The call is sent once: if an `ApiError` has `maybeDone`, check before you repeat it. */
export type HooxStart<Request, Job> = (request: Request, options?: CallOptions) => Promise<Job>

export function starterOf(connection: Connection) {
  const starts =
    <Job>(job: z.ZodMiniType<Job>) =>
    (path: string, required: readonly string[]) =>
    async (request: HooxJobRequest, { signal }: CallOptions = {}): Promise<Job> => {
      const call: ApiCall = { method: 'POST', path, body: request, signal }
      const problem = problemOfUrl('webhook_url', request.webhook_url) ?? problemOfRequired(request, required)
      if (problem !== undefined) throw failure(connection, call, 'invalid_request', problem)
      return perform(connection, call, (answer) => readHoox(connection, call, answer, job))
    }
  return {
    startVideo: starts<HooxVideoJob>(aVideoJob),
    startAvatar: starts<HooxAvatarJob>(anAvatarJob),
    startAsset: starts<HooxAssetJob>(anAssetJob),
  }
}

function problemOfRequired(request: HooxJobRequest, required: readonly string[]): string | undefined {
  const missing = required.find((name) => typeof request[name] !== 'string' || request[name] === '')
  return missing === undefined ? undefined : `${missing} is required, and must be a string that is not empty.`
}

const aVideoJob = z.looseObject({
  job_id: id,
  status: maybe(z.string()),
  estimated_credits: maybe(z.number()),
})
const anAvatarJob = z.looseObject({ avatar_id: id, look_id: id })
const anAssetJob = z.looseObject({
  asset_ids: z.array(id).check(z.minLength(1)),
  status: maybe(z.string()),
  cost_per_generation: maybe(z.number()),
  total_cost: maybe(z.number()),
  count: maybe(z.number()),
})
