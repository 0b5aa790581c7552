import * as z from 'zod/mini'
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

// What the guide always shows is required. The rest may be absent or null, but must have its type if it is there,
// or a handler's types would lie. Unknown fields pass.
const id = () => z.union([z.string(), z.number()])
const maybe = <Output>(schema: z.ZodMiniType<Output>) => z.exactOptional(z.nullable(schema))
const text = () => maybe(z.string())
const maybeId = () => maybe(id())
const failure = () => ({
  error: maybe(z.looseObject({ code: maybeId(), message: text() })),
  err_msg: text(),
})

const videoSuccess = () =>
  z.looseObject({
    video_id: maybeId(),
    status: text(),
    video_url: text(),
    cover_url: text(),
    duration: maybe(z.number()),
  })
const videoFailed = () => z.looseObject({ video_id: maybeId(), status: text(), ...failure() })
const avatarSuccess = () =>
  z.looseObject({ avatar_id: maybeId(), status: text(), preview_url: text(), cover_url: text() })
const avatarFailed = () => z.looseObject({ avatar_id: maybeId(), status: text(), ...failure() })

/** Every event of JoggAI that some version of its documentation lists, with the form of the whole body. */
export const joggEvents = () => ({
  generated_video_success: event<'generated_video_success', JoggVideoSuccess>(videoSuccess),
  generated_video_failed: event<'generated_video_failed', JoggVideoFailed>(videoFailed),
  generated_avatar_video_success: event<'generated_avatar_video_success', JoggAvatarVideoSuccess>(() =>
    z.looseObject({
      video_id: id(),
      status: z.string(),
      video_url: z.string(),
      cover_url: z.string(),
      duration: z.number(),
    }),
  ),
  generated_avatar_video_failed: event<'generated_avatar_video_failed', JoggAvatarVideoFailed>(() =>
    z.looseObject({ video_id: id(), status: z.string(), ...failure() }),
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
    z.looseObject({ avatar_id: id(), status: z.string(), preview_url: z.string(), cover_url: z.string() }),
  ),
  generated_photo_avatar_failed: event<'generated_photo_avatar_failed', JoggAvatarFailed>(avatarFailed),
  generated_product_avatar_success: event<'generated_product_avatar_success', JoggAvatarSuccess>(
    avatarSuccess,
  ),
  generated_product_avatar_failed: event<'generated_product_avatar_failed', JoggAvatarFailed>(avatarFailed),
  generated_script_success: event<'generated_script_success', JoggScriptSuccess>(() =>
    z.looseObject({
      script_id: maybeId(),
      status: text(),
      generated_scripts: maybe(
        z.array(z.looseObject({ script_style: text(), script_paragraphs: maybe(z.array(z.string())) })),
      ),
    }),
  ),
  generated_script_failed: event<'generated_script_failed', JoggScriptFailed>(() =>
    z.looseObject({ script_id: maybeId(), status: text(), ...failure() }),
  ),
  generated_image_success: event<'generated_image_success', JoggImageSuccess>(() =>
    z.looseObject({ image_id: maybeId(), status: text(), image_url: text() }),
  ),
  generated_image_failed: event<'generated_image_failed', JoggImageFailed>(() =>
    z.looseObject({ image_id: maybeId(), status: text(), ...failure() }),
  ),
  generated_motion_success: event<'generated_motion_success', JoggMotionSuccess>(() =>
    z.looseObject({
      motion_id: maybeId(),
      avatar_id: maybeId(),
      status: text(),
      motion_preview_url: text(),
    }),
  ),
  generated_motion_failed: event<'generated_motion_failed', JoggMotionFailed>(() =>
    z.looseObject({ motion_id: maybeId(), avatar_id: maybeId(), status: text(), ...failure() }),
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
function event<Name extends string, Data>(data: () => z.ZodMiniType<Data>): Schema<JoggEnvelope<Name, Data>> {
  return lazySchema(() =>
    z.looseObject({
      event_id: z.string(),
      event: z.custom<Name>((value) => typeof value === 'string'),
      timestamp: z.number(),
      data: data(),
    }),
  )
}
