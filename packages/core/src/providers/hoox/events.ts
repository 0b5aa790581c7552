/** How a Hoox job ended. */
export type HooxStatus = 'completed' | 'failed'

/** Why a job failed. Hoox sends codes in upper and in lower case. */
export interface HooxError {
  readonly code?: string
  readonly message?: string
}

/** The result of a generation ("Successful Generation" in the guide). */
export interface HooxVideoGenerateResult {
  readonly video_id?: string
  readonly thumbnail_url?: string
  /** Credits. */
  readonly cost?: number
  /** ISO 8601. */
  readonly created_at?: string
}

/** The result of an export. */
export interface HooxVideoExportResult {
  /** The file's URL, whether Hoox sent it as `download_url` or as `video_url`. */
  readonly download_url?: string
  readonly video_url?: string
  readonly thumbnail_url?: string
  /** Credits. */
  readonly cost?: number
  /** ISO 8601. */
  readonly created_at?: string
}

/** The look that was made or edited. */
export interface HooxAvatarResult {
  readonly id?: string | number
  readonly avatar_name?: string
  readonly look_name?: string
  readonly gender?: string
  readonly place?: string
  readonly format?: string
  readonly thumbnail?: string
  readonly model_available?: readonly string[]
}

/** The asset that was made. Documented in Hoox's own agent skill, `Hoox-video/skill`. */
export interface HooxAssetResult {
  readonly asset_url?: string
  /** Such as `video` or `image`. */
  readonly asset_type?: string
  /** Pixels. */
  readonly width?: number
  /** Pixels. */
  readonly height?: number
  readonly duration_seconds?: number
}

/** A video job that succeeded. */
export interface HooxVideoCompleted<Task extends string, Result> {
  readonly task: Task
  readonly job_id: string
  readonly status: 'completed'
  /** Always an object; each of its fields may be absent. */
  readonly result: Result
}

/** A video job that failed. */
export interface HooxVideoFailed<Task extends string> {
  readonly task: Task
  readonly job_id: string
  readonly status: 'failed'
  /** Always an object. */
  readonly error: HooxError
}

/** An avatar job that succeeded. */
export interface HooxAvatarCompleted<Task extends string> {
  readonly task: Task
  readonly avatar_id: string | number
  readonly look_id: string | number
  readonly status: 'completed'
  /** Always an object; each of its fields may be absent. */
  readonly result: HooxAvatarResult
}

/** An avatar job that failed. */
export interface HooxAvatarFailed<Task extends string> {
  readonly task: Task
  readonly avatar_id: string | number
  readonly look_id: string | number
  readonly status: 'failed'
  /** Always an object. */
  readonly error: HooxError
}

/** An asset that was generated. */
export interface HooxAssetCompleted {
  readonly task: 'asset_generation'
  readonly asset_id: string
  readonly status: 'completed'
  /** Always an object; each of its fields may be absent. */
  readonly result: HooxAssetResult
}

/** An asset that could not be generated. */
export interface HooxAssetFailed {
  readonly task: 'asset_generation'
  readonly asset_id: string
  readonly status: 'failed'
  /** Always an object. */
  readonly error: HooxError
}

/** The fields that identify an event of each task ("Payload Structure by Task Type" in the guide). */
export const hooxIdFields: { readonly [task: string]: readonly string[] } = {
  video_generate: ['job_id'],
  video_export: ['job_id'],
  avatar_create: ['avatar_id', 'look_id'],
  avatar_edit: ['avatar_id', 'look_id'],
  asset_generation: ['asset_id'],
}

/** Every Hoox event by its name, `task.status`. */
export type HooxEvents = {
  readonly 'video_generate.completed': HooxVideoCompleted<'video_generate', HooxVideoGenerateResult>
  readonly 'video_generate.failed': HooxVideoFailed<'video_generate'>
  readonly 'video_export.completed': HooxVideoCompleted<'video_export', HooxVideoExportResult>
  readonly 'video_export.failed': HooxVideoFailed<'video_export'>
  readonly 'avatar_create.completed': HooxAvatarCompleted<'avatar_create'>
  readonly 'avatar_create.failed': HooxAvatarFailed<'avatar_create'>
  readonly 'avatar_edit.completed': HooxAvatarCompleted<'avatar_edit'>
  readonly 'avatar_edit.failed': HooxAvatarFailed<'avatar_edit'>
  readonly 'asset_generation.completed': HooxAssetCompleted
  readonly 'asset_generation.failed': HooxAssetFailed
}

/** The names of all Hoox events. */
export type HooxEventName = keyof HooxEvents

/** Any Hoox event. Its `task` and `status` tell them apart. */
export type HooxEvent = HooxEvents[HooxEventName]
