import * as z from 'zod/mini'
import { changed, id, number, record, requiredId, text, textId } from '../fields.js'
import { lazySchemas } from '../lazy-schemas.js'
import type { HooxEventName, HooxEvents, HooxVideoExportResult } from './events.js'

/** The schema of a Hoox event's whole body: an object of zod/mini, which keeps unknown fields. */
export type HooxSchema<Name extends HooxEventName = HooxEventName> = z.ZodMiniObject<
  { readonly [Field in keyof HooxEvents[Name]]: z.ZodMiniType<HooxEvents[Name][Field]> },
  z.core.$loose
>

/**
 * The schemas that `hoox()` reads events with, by event name. Each is made when it is first used.
 *
 * @example
 * ```ts
 * const acme = defineProvider({
 *   ...hoox({ callbackSecret }),
 *   events: {
 *     ...hooxSchemas,
 *     'avatar_edit.failed': z.extend(hooxSchemas['avatar_edit.failed'], { attempt: z.optional(z.number()) }),
 *   },
 * })
 * ```
 */
export const hooxSchemas: { readonly [Name in HooxEventName]: HooxSchema<Name> } =
  /* @__PURE__ */ lazySchemas({
    'video_generate.completed': () =>
      z.looseObject({ ...job('video_generate'), ...completed(), result: generated() }),
    'video_generate.failed': () => z.looseObject({ ...job('video_generate'), ...failed() }),
    'video_export.completed': () =>
      z.looseObject({ ...job('video_export'), ...completed(), result: exported() }),
    'video_export.failed': () => z.looseObject({ ...job('video_export'), ...failed() }),
    'avatar_create.completed': () =>
      z.looseObject({ ...avatar('avatar_create'), ...completed(), result: look() }),
    'avatar_create.failed': () => z.looseObject({ ...avatar('avatar_create'), ...failed() }),
    'avatar_edit.completed': () =>
      z.looseObject({ ...avatar('avatar_edit'), ...completed(), result: look() }),
    'avatar_edit.failed': () => z.looseObject({ ...avatar('avatar_edit'), ...failed() }),
    'asset_generation.completed': () =>
      z.looseObject({ ...asset(), ...completed(), result: generatedAsset() }),
    'asset_generation.failed': () => z.looseObject({ ...asset(), ...failed() }),
  })

function job<Task extends string>(task: Task) {
  return { task: named(task), job_id: textId() }
}

function avatar<Task extends string>(task: Task) {
  return { task: named(task), avatar_id: requiredId(), look_id: requiredId() }
}

function asset() {
  return { task: named('asset_generation'), asset_id: textId() }
}

/** Older deliveries have no task: `identify` has found it from the result, so the event gets it here. */
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
