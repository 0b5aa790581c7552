import * as z from 'zod/mini'
import type { CallOptions, Connection } from './connection.js'
import { type ApiCall, failure } from './failure.js'
import { id, maybe } from './fields.js'
import { readHoox } from './hoox-answer.js'
import type { HooxAvatarJob } from './hoox-jobs.js'
import { idInPath } from './id-in-path.js'
import { perform } from './perform.js'

/** The state of a job. `completed` and `failed` are final. An asset is `generating` while a video is `processing`. */
export type HooxJobState = 'pending' | 'processing' | 'generating' | 'completed' | 'failed' | (string & {})

/** Why a job failed. The code occurs in upper and in lower case. */
export interface HooxJobError {
  readonly code?: string | null
  readonly message?: string | null
}

/** The answer of `generation.status()`. */
export interface HooxGenerationStatus {
  readonly job_id: string
  readonly status: HooxJobState
  /** Percent. */
  readonly progress_step?: number | null
  readonly current_step?: string | null
  /** Once it is completed. */
  readonly result?: {
    /** The `video_id` for `export.start()`. */
    readonly video_id?: string | null
    readonly thumbnail_url?: string | null
    /** Seconds. */
    readonly duration?: number | null
    /** Credits. */
    readonly cost?: number | null
    /** ISO 8601. */
    readonly created_at?: string | null
  } | null
  /** Once it has failed. */
  readonly error?: HooxJobError | null
}

/** The answer of `export.status()`. */
export interface HooxExportStatus {
  readonly job_id: string
  readonly status: HooxJobState
  /** Percent. */
  readonly progress?: number | null
  readonly current_step?: string | null
  /** Once it is completed. */
  readonly result?: {
    /** The file's URL, under the name that Hoox's guide uses. Some answers have `download_url` instead. */
    readonly video_url?: string | null
    readonly download_url?: string | null
    readonly thumbnail_url?: string | null
    /** Credits. */
    readonly cost?: number | null
    /** ISO 8601. */
    readonly created_at?: string | null
  } | null
  /** Once it has failed. */
  readonly error?: HooxJobError | null
}

/** The answer of `avatar.status()`. */
export interface HooxAvatarStatus {
  readonly avatar_id: string
  readonly look_id: string
  readonly status: HooxJobState
  /** The look, once it is completed. */
  readonly result?: {
    readonly id?: string | null
    readonly avatar_name?: string | null
    readonly look_name?: string | null
    readonly gender?: string | null
    readonly place?: string | null
    readonly format?: string | null
    readonly thumbnail?: string | null
    readonly model_available?: readonly string[] | null
  } | null
  /** Once it has failed. */
  readonly error?: HooxJobError | null
}

/** The answer of `asset.status()`. */
export interface HooxAssetStatus {
  readonly asset_id: string
  readonly status: HooxJobState
  /** `image`, `video` or `audio`. */
  readonly type?: string | null
  /** The file, once it is completed. The webhook calls it `asset_url`. */
  readonly url?: string | null
  readonly thumbnail_url?: string | null
  /** Pixels. */
  readonly width?: number | null
  /** Pixels. */
  readonly height?: number | null
  readonly duration_seconds?: number | null
  /** Credits. */
  readonly cost?: number | null
  /** ISO 8601. */
  readonly created_at?: string | null
  /** The parameters of its request: `model`, `prompt`, … */
  readonly generation_params?: Readonly<Record<string, unknown>> | null
  /** Once it has failed. */
  readonly error?: HooxJobError | null
}

/** Asks for the state of a job. It costs no credits, and is retried after a temporary failure. */
export type HooxStatus<Id, Status> = (id: Id, options?: CallOptions) => Promise<Status>

export function statusesOf(connection: Connection) {
  const ask = <Status>(path: string, schema: z.ZodMiniType<Status>, { signal }: CallOptions = {}) => {
    const call: ApiCall = { method: 'GET', path, signal }
    return perform(connection, call, (answer) => readHoox(connection, call, answer, schema))
  }
  const checked = (path: string, name: string, value: unknown) => {
    const segment = idInPath(value)
    if (segment !== undefined) return segment
    const what = `${name} must be a string, as in the answer to the start.`
    throw failure(connection, { method: 'GET', path }, 'invalid_request', what)
  }

  // The id is taken from the call, since answers in Hoox's guide lack it.
  const generation: HooxStatus<string, HooxGenerationStatus> = async (jobId, options) => {
    const segment = checked('/generation/status/{job_id}', 'job_id', jobId)
    return { ...(await ask(`/generation/status/${segment}`, aGeneration, options)), job_id: jobId }
  }
  const exported: HooxStatus<string, HooxExportStatus> = async (jobId, options) => {
    const segment = checked('/export/status/{job_id}', 'job_id', jobId)
    return { ...(await ask(`/export/status/${segment}`, anExport, options)), job_id: jobId }
  }
  const avatar: HooxStatus<HooxAvatarJob, HooxAvatarStatus> = async ({ avatar_id, look_id }, options) => {
    const ids = `avatar_id=${checked('/avatar/status', 'avatar_id', avatar_id)}&look_id=${checked('/avatar/status', 'look_id', look_id)}`
    return { ...(await ask(`/avatar/status?${ids}`, anAvatar, options)), avatar_id, look_id }
  }
  const asset: HooxStatus<string, HooxAssetStatus> = async (assetId, options) => {
    const segment = checked('/asset/status/{asset_id}', 'asset_id', assetId)
    return { ...(await ask(`/asset/status/${segment}`, anAsset, options)), asset_id: assetId }
  }
  return { generation, exported, avatar, asset }
}

const text = maybe(z.string())
const number = maybe(z.number())
/** If the error is a string, that string is its message. */
const error = maybe(
  z.pipe(
    z.transform((value) => (typeof value === 'string' ? { message: value } : value)),
    z.looseObject({ code: text, message: text }),
  ),
)
const aGeneration = z.looseObject({
  status: z.string(),
  progress_step: number,
  current_step: text,
  result: maybe(
    z.looseObject({
      video_id: maybe(id),
      thumbnail_url: text,
      duration: number,
      cost: number,
      created_at: text,
    }),
  ),
  error,
})
const anExport = z.looseObject({
  status: z.string(),
  progress: number,
  current_step: text,
  result: maybe(
    z.looseObject({
      video_url: text,
      download_url: text,
      thumbnail_url: text,
      cost: number,
      created_at: text,
    }),
  ),
  error,
})
const anAvatar = z.looseObject({
  status: z.string(),
  result: maybe(
    z.looseObject({
      id: maybe(id),
      avatar_name: text,
      look_name: text,
      gender: text,
      place: text,
      format: text,
      thumbnail: text,
      model_available: maybe(z.array(z.string())),
    }),
  ),
  error,
})
const anAsset = z.looseObject({
  status: z.string(),
  type: text,
  url: text,
  thumbnail_url: text,
  width: number,
  height: number,
  duration_seconds: number,
  cost: number,
  created_at: text,
  generation_params: maybe(z.record(z.string(), z.unknown())),
  error,
})
