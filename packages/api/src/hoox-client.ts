import { type CallOptions, type ClientOptions, connect } from './connection.js'
import { starterOf } from './hoox-jobs.js'

/** What every job's request has. Further parameters pass through as they are; Hoox's API reference lists them. */
export interface HooxJobRequest {
  /** Where Hoox posts to when the job has ended. Must be https; best made with `signCallbackUrl()`. */
  readonly webhook_url: string
  readonly [parameter: string]: unknown
}

/** A video from a prompt or a script. Ends as `video_generate`. */
export interface HooxGeneration extends HooxJobRequest {
  readonly prompt?: string | undefined
  readonly script?: string | undefined
  readonly voice_id?: string | undefined
  readonly avatar_id?: string | undefined
  /** Seconds. */
  readonly duration?: number | undefined
  readonly format?: string | undefined
}

/** The file of a video that was generated. Ends as `video_export`. */
export interface HooxExport extends HooxJobRequest {
  /** The `result.video_id` of `video_generate`. */
  readonly video_id: string
  readonly format?: string | undefined
}

/** An avatar from a prompt or from images. Ends as `avatar_create`. */
export interface HooxAvatarCreate extends HooxJobRequest {
  readonly prompt?: string | undefined
  readonly name?: string | undefined
}

/** A new look of an avatar, made from another one of its looks. Ends as `avatar_edit`. */
export interface HooxAvatarEdit extends HooxJobRequest {
  readonly avatar_id: string
  /** The look to begin with. The answer has the id of the new one. */
  readonly look_id: string
  readonly prompt: string
}

/** A video job that has begun. */
export interface HooxVideoJob {
  /** The `job_id` of the webhook to come. */
  readonly job_id: string
  readonly status?: string | null
  readonly estimated_credits?: number | null
}

/** An avatar job that has begun. */
export interface HooxAvatarJob {
  /** The `avatar_id` of the webhook to come. */
  readonly avatar_id: string
  /** The `look_id` of the webhook to come. */
  readonly look_id: string
}

/** Each starts a job, which costs credits, and is sent once: if an `ApiError` says `maybeDone`, look before you repeat it. */
export type HooxStart<Request, Job> = (request: Request, options?: CallOptions) => Promise<Job>

/**
 * Starts Hoox's jobs, each with a webhook URL. What fails rejects with an `ApiError`.
 *
 * @throws TypeError if an option is unusable, such as an `apiKey` that is undefined.
 * @example
 * ```ts
 * const hoox = new HooxClient({ apiKey: process.env.HOOX_API_KEY })
 * const { job_id } = await hoox.generation.start({
 *   prompt: 'A video about space exploration',
 *   webhook_url: await signCallbackUrl('https://example.com/webhooks/hoox', {
 *     secret: process.env.HOOX_CALLBACK_SECRET,
 *   }),
 * })
 * ```
 */
export class HooxClient {
  readonly generation: { readonly start: HooxStart<HooxGeneration, HooxVideoJob> }
  readonly export: { readonly start: HooxStart<HooxExport, HooxVideoJob> }
  readonly avatar: {
    readonly create: HooxStart<HooxAvatarCreate, HooxAvatarJob>
    readonly edit: HooxStart<HooxAvatarEdit, HooxAvatarJob>
  }

  constructor(options: ClientOptions) {
    // Not a field: a client that is logged must not show its key.
    const { startVideo, startAvatar } = starterOf(connect(API, options))
    this.generation = { start: startVideo('/generation/start', []) }
    this.export = { start: startVideo('/export/start', ['video_id']) }
    this.avatar = {
      create: startAvatar('/avatar/create', []),
      edit: startAvatar('/avatar/edit', ['avatar_id', 'look_id', 'prompt']),
    }
  }
}

const API = {
  provider: 'hoox',
  client: 'HooxClient',
  variable: 'HOOX_API_KEY',
  baseUrl: 'https://app.hoox.video/api/public/v1',
  authorize: (apiKey: string) => ({ authorization: `Bearer ${apiKey}` }),
} as const
