import * as z from 'zod/mini'
import { changed, id, number, record, requiredId, text, textId } from '../fields.js'
import { lazySchema } from '../lazy-schema.js'
import type { Schema } from '../provider.js'

/** How a Hoox job ended. */
export type HooxStatus = 'completed' | 'failed'

/** Why a job failed. The code occurs in upper and in lower case. */
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
  /** The file, whether Hoox sent it as `download_url` or as `video_url`. */
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

/** The asset that was made (Hoox's own agent skill, `Hoox-video/skill`). */
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

/** Every event of Hoox, `task.status`, with the form of the whole body. */
export const hooxEvents = () => ({
  'video_generate.completed': event<HooxVideoCompleted<'video_generate', HooxVideoGenerateResult>>(() =>
    z.looseObject({ ...job('video_generate'), ...completed(), result: generated() }),
  ),
  'video_generate.failed': event<HooxVideoFailed<'video_generate'>>(() =>
    z.looseObject({ ...job('video_generate'), ...failed() }),
  ),
  'video_export.completed': event<HooxVideoCompleted<'video_export', HooxVideoExportResult>>(() =>
    z.looseObject({ ...job('video_export'), ...completed(), result: exported() }),
  ),
  'video_export.failed': event<HooxVideoFailed<'video_export'>>(() =>
    z.looseObject({ ...job('video_export'), ...failed() }),
  ),
  'avatar_create.completed': event<HooxAvatarCompleted<'avatar_create'>>(() =>
    z.looseObject({ ...avatar('avatar_create'), ...completed(), result: look() }),
  ),
  'avatar_create.failed': event<HooxAvatarFailed<'avatar_create'>>(() =>
    z.looseObject({ ...avatar('avatar_create'), ...failed() }),
  ),
  'avatar_edit.completed': event<HooxAvatarCompleted<'avatar_edit'>>(() =>
    z.looseObject({ ...avatar('avatar_edit'), ...completed(), result: look() }),
  ),
  'avatar_edit.failed': event<HooxAvatarFailed<'avatar_edit'>>(() =>
    z.looseObject({ ...avatar('avatar_edit'), ...failed() }),
  ),
  'asset_generation.completed': event<HooxAssetCompleted>(() =>
    z.looseObject({ ...asset(), ...completed(), result: generatedAsset() }),
  ),
  'asset_generation.failed': event<HooxAssetFailed>(() => z.looseObject({ ...asset(), ...failed() })),
})

/** The names of all Hoox events. */
export type HooxEventName = keyof ReturnType<typeof hooxEvents>

/** Every Hoox event by its name. */
export type HooxEvents = {
  readonly [Name in HooxEventName]: ReturnType<typeof hooxEvents>[Name] extends Schema<infer Event>
    ? Event
    : never
}

/** Any Hoox event; its `task` and `status` tell which. */
export type HooxEvent = HooxEvents[HooxEventName]

function event<Event>(schema: () => z.ZodMiniType<Event>): Schema<Event> {
  return lazySchema(schema)
}

function job<Task extends string>(task: Task) {
  return { task: named(task), job_id: textId() }
}

function avatar<Task extends string>(task: Task) {
  return { task: named(task), avatar_id: requiredId(), look_id: requiredId() }
}

function asset() {
  return { task: named('asset_generation'), asset_id: textId() }
}

/** Older deliveries have no task: `identify` has found it by the result. */
function named<Task extends string>(task: Task) {
  return z._default(z.literal(task), task)
}

function completed() {
  return { status: z.literal('completed') }
}

function failed() {
  return { status: z.literal('failed'), error: record({ code: text(), message: text() }) }
}

function generated() {
  return record({ video_id: text(), thumbnail_url: text(), cost: number(), created_at: text() })
}

function exported() {
  const result = {
    download_url: text(),
    video_url: text(),
    thumbnail_url: text(),
    cost: number(),
    created_at: text(),
  }
  return changed<HooxVideoExportResult>(record(result), withDownloadUrl)
}

function withDownloadUrl(result: HooxVideoExportResult): HooxVideoExportResult {
  const { download_url = result.video_url } = result
  return download_url === undefined ? result : { ...result, download_url }
}

function look() {
  return record({
    id: id(),
    avatar_name: text(),
    look_name: text(),
    gender: text(),
    place: text(),
    format: text(),
    thumbnail: text(),
    model_available: z.exactOptional(z.array(z.string())),
  })
}

function generatedAsset() {
  return record({
    asset_url: text(),
    asset_type: text(),
    width: number(),
    height: number(),
    duration_seconds: number(),
  })
}
