import * as v from 'valibot'
import { id, maybe, record, text } from '../documented.js'
import { lazySchema } from '../lazy-schema.js'
import type { Schema } from '../provider.js'

/** How a Hoox job ended. */
export type HooxStatus = 'completed' | 'failed'

/** Why a job failed. The code occurs in upper and in lower case. */
export interface HooxError {
  readonly code: string
  readonly message?: string | null
}

/** The result of a generation ("Successful Generation" in the guide). */
export interface HooxVideoGenerateResult {
  readonly video_id: string
  readonly thumbnail_url?: string | null
  /** Credits. */
  readonly cost?: number | null
  /** ISO 8601. */
  readonly created_at?: string | null
}

/** The result of an export. The file is in `download_url` or in `video_url`. */
export interface HooxVideoExportResult {
  readonly download_url?: string | null
  readonly video_url?: string | null
  readonly thumbnail_url?: string | null
  /** Credits. */
  readonly cost?: number | null
  /** ISO 8601. */
  readonly created_at?: string | null
}

/** The look that was made or edited. */
export interface HooxAvatarResult {
  readonly id?: string | number | null
  readonly avatar_name?: string | null
  readonly look_name?: string | null
  readonly gender?: string | null
  readonly place?: string | null
  readonly format?: string | null
  readonly thumbnail?: string | null
  readonly model_available?: readonly string[] | null
}

/** A video job that succeeded. */
export interface HooxVideoCompleted<Task extends string, Result> {
  readonly task: Task
  readonly job_id: string
  readonly status: 'completed'
  readonly result: Result
}

/** A video job that failed. */
export interface HooxVideoFailed<Task extends string> {
  readonly task: Task
  readonly job_id: string
  readonly status: 'failed'
  readonly error: HooxError
}

/** An avatar job that succeeded. */
export interface HooxAvatarCompleted<Task extends string> {
  readonly task: Task
  readonly avatar_id: string | number
  readonly look_id: string | number
  readonly status: 'completed'
  readonly result?: HooxAvatarResult | null
}

/** An avatar job that failed. */
export interface HooxAvatarFailed<Task extends string> {
  readonly task: Task
  readonly avatar_id: string | number
  readonly look_id: string | number
  readonly status: 'failed'
  readonly error: HooxError
}

const generated = () =>
  record({
    video_id: v.string(),
    thumbnail_url: text(),
    cost: maybe(v.number()),
    created_at: text(),
  })
const exported = () =>
  record({
    download_url: text(),
    video_url: text(),
    thumbnail_url: text(),
    cost: maybe(v.number()),
    created_at: text(),
  })
const look = () =>
  record({
    id: maybe(id()),
    avatar_name: text(),
    look_name: text(),
    gender: text(),
    place: text(),
    format: text(),
    thumbnail: text(),
    model_available: maybe(v.array(v.string())),
  })

const job = <Task extends string>(task: Task) => ({ task: v.literal(task), job_id: v.string() })
const avatar = <Task extends string>(task: Task) => ({
  task: v.literal(task),
  avatar_id: id(),
  look_id: id(),
})
const completed = () => ({ status: v.literal('completed') })
const failed = () => ({
  status: v.literal('failed'),
  error: record({ code: v.string(), message: text() }),
})

/** Every event of Hoox, `task.status`, with the form of the whole body ("Payload Structure by Task Type" in the guide). */
export const hooxEvents = () => ({
  'video_generate.completed': event<HooxVideoCompleted<'video_generate', HooxVideoGenerateResult>>(() =>
    record({ ...job('video_generate'), ...completed(), result: generated() }),
  ),
  'video_generate.failed': event<HooxVideoFailed<'video_generate'>>(() =>
    record({ ...job('video_generate'), ...failed() }),
  ),
  'video_export.completed': event<HooxVideoCompleted<'video_export', HooxVideoExportResult>>(() =>
    record({ ...job('video_export'), ...completed(), result: exported() }),
  ),
  'video_export.failed': event<HooxVideoFailed<'video_export'>>(() =>
    record({ ...job('video_export'), ...failed() }),
  ),
  'avatar_create.completed': event<HooxAvatarCompleted<'avatar_create'>>(() =>
    record({ ...avatar('avatar_create'), ...completed(), result: maybe(look()) }),
  ),
  'avatar_create.failed': event<HooxAvatarFailed<'avatar_create'>>(() =>
    record({ ...avatar('avatar_create'), ...failed() }),
  ),
  'avatar_edit.completed': event<HooxAvatarCompleted<'avatar_edit'>>(() =>
    record({ ...avatar('avatar_edit'), ...completed(), result: maybe(look()) }),
  ),
  'avatar_edit.failed': event<HooxAvatarFailed<'avatar_edit'>>(() =>
    record({ ...avatar('avatar_edit'), ...failed() }),
  ),
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

function event<Event>(schema: () => v.GenericSchema<unknown, Event>): Schema<Event> {
  return lazySchema(schema)
}
