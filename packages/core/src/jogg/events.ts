import * as v from 'valibot'
import { id, maybe, record, text } from '../documented.js'
import { lazySchema } from '../lazy-schema.js'
import type { Schema } from '../provider.js'

/** JoggAI's ids come as numbers or as strings. */
export type JoggId = string | number

/** JoggAI's word for how the job ended. Documented are `completed` and `failed`. */
export type JoggStatus = 'completed' | 'failed' | (string & {})

/** Every JoggAI event has this form ("Event Payloads" in the guide). */
export interface JoggEnvelope<Name extends string, Data> {
  /** The same for every delivery of one event. */
  readonly event_id: string
  readonly event: Name
  /** Unix time in seconds. */
  readonly timestamp: number
  readonly data: Data
}

/** What went wrong. Older deliveries say it in `err_msg` alone. */
export interface JoggFailure {
  readonly error?: { readonly code?: string | number | null; readonly message?: string | null } | null
  readonly err_msg?: string | null
}

/** Documented in full. */
export interface JoggAvatarVideoSuccess {
  readonly video_id: JoggId
  readonly status: JoggStatus
  readonly video_url: string
  readonly cover_url: string
  /** Seconds. */
  readonly duration: number
}

/** Documented in full. */
export interface JoggAvatarVideoFailed extends JoggFailure {
  readonly video_id: JoggId
  readonly status: JoggStatus
}

/** Documented in full. */
export interface JoggPhotoAvatarSuccess {
  readonly avatar_id: JoggId
  readonly status: JoggStatus
  readonly preview_url: string
  readonly cover_url: string
}

/** Not documented: what JoggAI's other video results suggest. */
export interface JoggVideoSuccess {
  readonly video_id?: JoggId | null
  readonly status?: JoggStatus | null
  readonly video_url?: string | null
  readonly cover_url?: string | null
  /** Seconds. */
  readonly duration?: number | null
}

/** Not documented: what JoggAI's other video results suggest. */
export interface JoggVideoFailed extends JoggFailure {
  readonly video_id?: JoggId | null
  readonly status?: JoggStatus | null
}

/** Not documented: what JoggAI's other avatar results suggest. */
export interface JoggAvatarSuccess {
  readonly avatar_id?: JoggId | null
  readonly status?: JoggStatus | null
  readonly preview_url?: string | null
  readonly cover_url?: string | null
}

/** Not documented: what JoggAI's other avatar results suggest. */
export interface JoggAvatarFailed extends JoggFailure {
  readonly avatar_id?: JoggId | null
  readonly status?: JoggStatus | null
}

/** Not documented: what JoggAI's script API suggests. */
export interface JoggScriptSuccess {
  readonly script_id?: JoggId | null
  readonly status?: JoggStatus | null
  readonly generated_scripts?:
    | readonly {
        readonly script_style?: string | null
        readonly script_paragraphs?: readonly string[] | null
      }[]
    | null
}

/** Not documented: what JoggAI's script API suggests. */
export interface JoggScriptFailed extends JoggFailure {
  readonly script_id?: JoggId | null
  readonly status?: JoggStatus | null
}

/** Not documented: what JoggAI's image API suggests. */
export interface JoggImageSuccess {
  readonly image_id?: JoggId | null
  readonly status?: JoggStatus | null
  readonly image_url?: string | null
}

/** Not documented: what JoggAI's image API suggests. */
export interface JoggImageFailed extends JoggFailure {
  readonly image_id?: JoggId | null
  readonly status?: JoggStatus | null
}

/** Not documented: what JoggAI's motion API suggests. */
export interface JoggMotionSuccess {
  readonly motion_id?: JoggId | null
  readonly avatar_id?: JoggId | null
  readonly status?: JoggStatus | null
  readonly motion_preview_url?: string | null
}

/** Not documented: what JoggAI's motion API suggests. */
export interface JoggMotionFailed extends JoggFailure {
  readonly motion_id?: JoggId | null
  readonly avatar_id?: JoggId | null
  readonly status?: JoggStatus | null
}

const maybeId = () => maybe(id())
const failure = () => ({
  error: maybe(record({ code: maybeId(), message: text() })),
  err_msg: text(),
})

const videoSuccess = () =>
  record({
    video_id: maybeId(),
    status: text(),
    video_url: text(),
    cover_url: text(),
    duration: maybe(v.number()),
  })
const videoFailed = () => record({ video_id: maybeId(), status: text(), ...failure() })
const avatarSuccess = () =>
  record({ avatar_id: maybeId(), status: text(), preview_url: text(), cover_url: text() })
const avatarFailed = () => record({ avatar_id: maybeId(), status: text(), ...failure() })

/** Every event of JoggAI that some version of its documentation lists, with the form of the whole body. */
export const joggEvents = () => ({
  generated_video_success: event<'generated_video_success', JoggVideoSuccess>(videoSuccess),
  generated_video_failed: event<'generated_video_failed', JoggVideoFailed>(videoFailed),
  generated_avatar_video_success: event<'generated_avatar_video_success', JoggAvatarVideoSuccess>(() =>
    record({
      video_id: id(),
      status: v.string(),
      video_url: v.string(),
      cover_url: v.string(),
      duration: v.number(),
    }),
  ),
  generated_avatar_video_failed: event<'generated_avatar_video_failed', JoggAvatarVideoFailed>(() =>
    record({ video_id: id(), status: v.string(), ...failure() }),
  ),
  generated_product_video_success: event<'generated_product_video_success', JoggVideoSuccess>(videoSuccess),
  generated_product_video_failed: event<'generated_product_video_failed', JoggVideoFailed>(videoFailed),
  generated_template_video_success: event<'generated_template_video_success', JoggVideoSuccess>(videoSuccess),
  generated_template_video_failed: event<'generated_template_video_failed', JoggVideoFailed>(videoFailed),
  generated_translate_video_success: event<'generated_translate_video_success', JoggVideoSuccess>(
    videoSuccess,
  ),
  generated_translate_video_failed: event<'generated_translate_video_failed', JoggVideoFailed>(videoFailed),
  create_avatar_success: event<'create_avatar_success', JoggAvatarSuccess>(avatarSuccess),
  create_avatar_failed: event<'create_avatar_failed', JoggAvatarFailed>(avatarFailed),
  generated_photo_avatar_success: event<'generated_photo_avatar_success', JoggPhotoAvatarSuccess>(() =>
    record({ avatar_id: id(), status: v.string(), preview_url: v.string(), cover_url: v.string() }),
  ),
  generated_photo_avatar_failed: event<'generated_photo_avatar_failed', JoggAvatarFailed>(avatarFailed),
  generated_product_avatar_success: event<'generated_product_avatar_success', JoggAvatarSuccess>(
    avatarSuccess,
  ),
  generated_product_avatar_failed: event<'generated_product_avatar_failed', JoggAvatarFailed>(avatarFailed),
  generated_script_success: event<'generated_script_success', JoggScriptSuccess>(() =>
    record({
      script_id: maybeId(),
      status: text(),
      generated_scripts: maybe(
        v.array(record({ script_style: text(), script_paragraphs: maybe(v.array(v.string())) })),
      ),
    }),
  ),
  generated_script_failed: event<'generated_script_failed', JoggScriptFailed>(() =>
    record({ script_id: maybeId(), status: text(), ...failure() }),
  ),
  generated_image_success: event<'generated_image_success', JoggImageSuccess>(() =>
    record({ image_id: maybeId(), status: text(), image_url: text() }),
  ),
  generated_image_failed: event<'generated_image_failed', JoggImageFailed>(() =>
    record({ image_id: maybeId(), status: text(), ...failure() }),
  ),
  generated_motion_success: event<'generated_motion_success', JoggMotionSuccess>(() =>
    record({
      motion_id: maybeId(),
      avatar_id: maybeId(),
      status: text(),
      motion_preview_url: text(),
    }),
  ),
  generated_motion_failed: event<'generated_motion_failed', JoggMotionFailed>(() =>
    record({ motion_id: maybeId(), avatar_id: maybeId(), status: text(), ...failure() }),
  ),
})

/** The names of all JoggAI events. */
export type JoggEventName = keyof ReturnType<typeof joggEvents>

/** Every JoggAI event by its name. */
export type JoggEvents = {
  readonly [Name in JoggEventName]: ReturnType<typeof joggEvents>[Name] extends Schema<infer Event>
    ? Event
    : never
}

/** The `data` of a JoggAI event. */
export type JoggData<Name extends JoggEventName> = JoggEvents[Name] extends { readonly data: infer Data }
  ? Data
  : never

/** Any JoggAI event; its `event` tells which. */
export type JoggEvent = JoggEvents[JoggEventName]

/** The name was routed by, so the schema need not check it again. */
function event<Name extends string, Data>(
  data: () => v.GenericSchema<unknown, Data>,
): Schema<JoggEnvelope<Name, Data>> {
  return lazySchema(() =>
    record({
      event_id: v.string(),
      event: v.custom<Name>((value) => typeof value === 'string'),
      timestamp: v.number(),
      data: data(),
    }),
  )
}
