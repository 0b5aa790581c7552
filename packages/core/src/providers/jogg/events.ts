import * as z from 'zod/mini'
import { changed, id, number, record, text } from '../fields.js'
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
  readonly timestamp?: number
  /** Always an object. JoggAI often sends fewer fields than its guide shows, so each of them may be absent. */
  readonly data: Data
}

/** What went wrong. */
export interface JoggFailure {
  /** Always an object. `message` is JoggAI's `err_msg` where that alone was sent. */
  readonly error: { readonly code?: string | number; readonly message?: string }
  readonly err_msg?: string
}

/** The names of a video's id. */
interface JoggVideoIds {
  /** The id that the create call returned, whether JoggAI sent it as `video_id` or as `project_id`. */
  readonly video_id?: JoggId
  /** JoggAI's name for the id in what it was seen to send; its guide has `video_id`. */
  readonly project_id?: JoggId
}

/** Documented for avatar videos. Observed without `status` and `cover_url`, and with `project_id` for `video_id`. */
export interface JoggVideoSuccess extends JoggVideoIds {
  readonly status?: JoggStatus
  readonly video_url?: string
  readonly cover_url?: string
  /** Seconds. */
  readonly duration?: number
}

/** Documented for avatar videos. */
export interface JoggVideoFailed extends JoggVideoIds, JoggFailure {
  readonly status?: JoggStatus
}

/** Documented for photo avatars. */
export interface JoggAvatarSuccess {
  readonly avatar_id?: JoggId
  readonly status?: JoggStatus
  readonly preview_url?: string
  readonly cover_url?: string
}

/** Not documented: what JoggAI's other failures suggest. */
export interface JoggAvatarFailed extends JoggFailure {
  readonly avatar_id?: JoggId
  readonly status?: JoggStatus
}

/** Not documented: what JoggAI's script API suggests. */
export interface JoggScriptSuccess {
  readonly script_id?: JoggId
  readonly status?: JoggStatus
  readonly generated_scripts?: readonly {
    readonly script_style?: string
    readonly script_paragraphs?: readonly string[]
  }[]
}

/** Not documented: what JoggAI's script API suggests. */
export interface JoggScriptFailed extends JoggFailure {
  readonly script_id?: JoggId
  readonly status?: JoggStatus
}

/** Not documented: what JoggAI's image API suggests. */
export interface JoggImageSuccess {
  readonly image_id?: JoggId
  readonly status?: JoggStatus
  readonly image_url?: string
}

/** Not documented: what JoggAI's image API suggests. */
export interface JoggImageFailed extends JoggFailure {
  readonly image_id?: JoggId
  readonly status?: JoggStatus
}

/** Not documented: what JoggAI's motion API suggests. */
export interface JoggMotionSuccess {
  readonly motion_id?: JoggId
  readonly avatar_id?: JoggId
  readonly status?: JoggStatus
  readonly motion_preview_url?: string
}

/** Not documented: what JoggAI's motion API suggests. */
export interface JoggMotionFailed extends JoggFailure {
  readonly motion_id?: JoggId
  readonly avatar_id?: JoggId
  readonly status?: JoggStatus
}

/** Every event of JoggAI that some version of its documentation lists, with the form of the whole body. */
export const joggEvents = () => ({
  generated_video_success: event<'generated_video_success', JoggVideoSuccess>(videoSuccess),
  generated_video_failed: event<'generated_video_failed', JoggVideoFailed>(videoFailed),
  generated_avatar_video_success: event<'generated_avatar_video_success', JoggVideoSuccess>(videoSuccess),
  generated_avatar_video_failed: event<'generated_avatar_video_failed', JoggVideoFailed>(videoFailed),
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
  generated_photo_avatar_success: event<'generated_photo_avatar_success', JoggAvatarSuccess>(avatarSuccess),
  generated_photo_avatar_failed: event<'generated_photo_avatar_failed', JoggAvatarFailed>(avatarFailed),
  generated_product_avatar_success: event<'generated_product_avatar_success', JoggAvatarSuccess>(
    avatarSuccess,
  ),
  generated_product_avatar_failed: event<'generated_product_avatar_failed', JoggAvatarFailed>(avatarFailed),
  generated_script_success: event<'generated_script_success', JoggScriptSuccess>(scriptSuccess),
  generated_script_failed: event<'generated_script_failed', JoggScriptFailed>(scriptFailed),
  generated_image_success: event<'generated_image_success', JoggImageSuccess>(imageSuccess),
  generated_image_failed: event<'generated_image_failed', JoggImageFailed>(imageFailed),
  generated_motion_success: event<'generated_motion_success', JoggMotionSuccess>(motionSuccess),
  generated_motion_failed: event<'generated_motion_failed', JoggMotionFailed>(motionFailed),
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
      timestamp: number(),
      data: data(),
    }),
  )
}

function videoSuccess() {
  const data = { ...videoIds(), status: text(), video_url: text(), cover_url: text(), duration: number() }
  return changed<JoggVideoSuccess>(record(data), withVideoId)
}

function videoFailed() {
  const data = { ...videoIds(), status: text(), ...failure() }
  return changed<JoggVideoFailed>(record(data), (sent) => withMessage(withVideoId(sent)))
}

function avatarSuccess() {
  return record({ avatar_id: id(), status: text(), preview_url: text(), cover_url: text() })
}

function avatarFailed() {
  const data = { avatar_id: id(), status: text(), ...failure() }
  return changed<JoggAvatarFailed>(record(data), withMessage)
}

function scriptSuccess() {
  const script = z.looseObject({
    script_style: text(),
    script_paragraphs: z.exactOptional(z.array(z.string())),
  })
  return record({
    script_id: id(),
    status: text(),
    generated_scripts: z.exactOptional(z.array(script)),
  })
}

function scriptFailed() {
  const data = { script_id: id(), status: text(), ...failure() }
  return changed<JoggScriptFailed>(record(data), withMessage)
}

function imageSuccess() {
  return record({ image_id: id(), status: text(), image_url: text() })
}

function imageFailed() {
  const data = { image_id: id(), status: text(), ...failure() }
  return changed<JoggImageFailed>(record(data), withMessage)
}

function motionSuccess() {
  return record({ motion_id: id(), avatar_id: id(), status: text(), motion_preview_url: text() })
}

function motionFailed() {
  const data = { motion_id: id(), avatar_id: id(), status: text(), ...failure() }
  return changed<JoggMotionFailed>(record(data), withMessage)
}

function videoIds() {
  return { video_id: id(), project_id: id() }
}

function failure() {
  return { error: record({ code: id(), message: text() }), err_msg: text() }
}

function withVideoId<Data extends JoggVideoIds>(data: Data): Data {
  const { video_id = data.project_id } = data
  return video_id === undefined ? data : { ...data, video_id }
}

function withMessage<Data extends JoggFailure>(data: Data): Data {
  const { message = data.err_msg } = data.error
  return message === undefined ? data : { ...data, error: { ...data.error, message } }
}
