import { type ClientOptions, connect } from './connection.js'
import {
  type HooxAsset,
  type HooxAssetJob,
  type HooxAvatarCreate,
  type HooxAvatarEdit,
  type HooxAvatarJob,
  type HooxExport,
  type HooxGeneration,
  type HooxStart,
  type HooxVideoJob,
  starterOf,
} from './hoox-jobs.js'
import {
  type HooxAssetStatus,
  type HooxAvatarStatus,
  type HooxExportStatus,
  type HooxGenerationStatus,
  type HooxStatus,
  statusesOf,
} from './hoox-status.js'
import { type RateLimit, rateLimitOf } from './rate-limit.js'

/**
 * Starts Hoox's jobs, each with a webhook URL, and asks for their progress. A call that fails rejects with an `ApiError`.
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
  /** Videos. The webhook is a `video_generate`. */
  readonly generation: {
    readonly start: HooxStart<HooxGeneration, HooxVideoJob>
    readonly status: HooxStatus<string, HooxGenerationStatus>
  }
  /** Files of generated videos. The webhook is a `video_export`. */
  readonly export: {
    readonly start: HooxStart<HooxExport, HooxVideoJob>
    readonly status: HooxStatus<string, HooxExportStatus>
  }
  /** Avatars and their looks. The webhooks are `avatar_create` and `avatar_edit`. */
  readonly avatar: {
    readonly create: HooxStart<HooxAvatarCreate, HooxAvatarJob>
    readonly edit: HooxStart<HooxAvatarEdit, HooxAvatarJob>
    /** Takes the answer of `create()` or `edit()`. */
    readonly status: HooxStatus<HooxAvatarJob, HooxAvatarStatus>
  }
  /** Images and videos that are not part of a Hoox video. Each has its own `asset_generation` webhook. */
  readonly asset: {
    readonly start: HooxStart<HooxAsset, HooxAssetJob>
    readonly status: HooxStatus<string, HooxAssetStatus>
  }
  /**
   * How many more calls Hoox accepts, from the latest answer that had rate limit headers. Every field is `undefined` before
   * the first such answer. The limit is shared by all clients of the workspace.
   *
   * @example
   * ```ts
   * if (hoox.rateLimit.remaining === 0) await until(hoox.rateLimit.resetAt)
   * ```
   */
  readonly rateLimit: RateLimit

  constructor(options: ClientOptions) {
    const rateLimit: RateLimit = { limit: undefined, remaining: undefined, resetAt: undefined }
    this.rateLimit = rateLimit
    // A local variable, not a field, so that logging the client does not show the key.
    const connection = {
      ...connect(API, options),
      onAnswer: (headers: Headers) => void Object.assign(rateLimit, rateLimitOf(headers)),
    }
    const { startVideo, startAvatar, startAsset } = starterOf(connection)
    const statuses = statusesOf(connection)
    this.generation = { start: startVideo('/generation/start', []), status: statuses.generation }
    this.export = { start: startVideo('/export/start', ['video_id']), status: statuses.exported }
    this.avatar = {
      create: startAvatar('/avatar/create', []),
      edit: startAvatar('/avatar/edit', ['avatar_id', 'look_id', 'prompt']),
      status: statuses.avatar,
    }
    this.asset = { start: startAsset('/asset/start', ['type', 'model', 'prompt']), status: statuses.asset }
  }
}

const API = {
  provider: 'hoox',
  client: 'HooxClient',
  variable: 'HOOX_API_KEY',
  baseUrl: 'https://app.hoox.video/api/public/v1',
  authorize: (apiKey: string) => ({ authorization: `Bearer ${apiKey}` }),
} as const
