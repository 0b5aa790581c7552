import * as z from 'zod/mini'
import { changed, id, number, record, text } from '../fields.js'
import { lazySchemas } from '../lazy-schemas.js'
import type {
  JoggAvatarFailed,
  JoggData,
  JoggEventName,
  JoggFailure,
  JoggImageFailed,
  JoggMotionFailed,
  JoggScriptFailed,
  JoggVideoFailed,
  JoggVideoIds,
  JoggVideoSuccess,
} from './events.js'

/** The schema of a JoggAI event's whole body: an object of zod/mini, which keeps unknown fields. */
export type JoggSchema<Name extends JoggEventName = JoggEventName> = z.ZodMiniObject<
  {
    event_id: z.ZodMiniString
    event: z.ZodMiniType<Name, Name>
    timestamp: z.ZodMiniExactOptional<z.ZodMiniNumber>
    data: z.ZodMiniType<JoggData<Name>>
  },
  z.core.$loose
>

/**
 * The schemas that `jogg()` reads events with, by event name. Each is made when it is first used.
 *
 * @example
 * ```ts
 * const acme = defineProvider({
 *   ...jogg({ secret }),
 *   events: {
 *     ...joggSchemas,
 *     generated_script_success: z.extend(joggSchemas.generated_script_success, { campaign: z.optional(z.string()) }),
 *   },
 * })
 * ```
 */
export const joggSchemas: { readonly [Name in JoggEventName]: JoggSchema<Name> } =
  /* @__PURE__ */ lazySchemas({
    generated_video_success: () => body<'generated_video_success'>(videoSuccess()),
    generated_video_failed: () => body<'generated_video_failed'>(videoFailed()),
    generated_avatar_video_success: () => body<'generated_avatar_video_success'>(videoSuccess()),
    generated_avatar_video_failed: () => body<'generated_avatar_video_failed'>(videoFailed()),
    generated_product_video_success: () => body<'generated_product_video_success'>(videoSuccess()),
    generated_product_video_failed: () => body<'generated_product_video_failed'>(videoFailed()),
    generated_template_video_success: () => body<'generated_template_video_success'>(videoSuccess()),
    generated_template_video_failed: () => body<'generated_template_video_failed'>(videoFailed()),
    generated_translate_video_success: () => body<'generated_translate_video_success'>(videoSuccess()),
    generated_translate_video_failed: () => body<'generated_translate_video_failed'>(videoFailed()),
    create_avatar_success: () => body<'create_avatar_success'>(avatarSuccess()),
    create_avatar_failed: () => body<'create_avatar_failed'>(avatarFailed()),
    generated_photo_avatar_success: () => body<'generated_photo_avatar_success'>(avatarSuccess()),
    generated_photo_avatar_failed: () => body<'generated_photo_avatar_failed'>(avatarFailed()),
    generated_product_avatar_success: () => body<'generated_product_avatar_success'>(avatarSuccess()),
    generated_product_avatar_failed: () => body<'generated_product_avatar_failed'>(avatarFailed()),
    generated_script_success: () => body<'generated_script_success'>(scriptSuccess()),
    generated_script_failed: () => body<'generated_script_failed'>(scriptFailed()),
    generated_image_success: () => body<'generated_image_success'>(imageSuccess()),
    generated_image_failed: () => body<'generated_image_failed'>(imageFailed()),
    generated_motion_success: () => body<'generated_motion_success'>(motionSuccess()),
    generated_motion_failed: () => body<'generated_motion_failed'>(motionFailed()),
  })

/** The schema is looked up by the event's name, so it does not check the name again. */
function body<Name extends JoggEventName>(data: z.ZodMiniType<JoggData<Name>>): JoggSchema<Name> {
  return z.looseObject({
    event_id: z.string(),
    event: z.custom<Name, Name>((value) => typeof value === 'string'),
    timestamp: number(),
    data,
  })
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
  const { video_id, project_id } = data
  return video_id === undefined && project_id !== undefined ? { ...data, video_id: project_id } : data
}

function withMessage<Data extends JoggFailure>(data: Data): Data {
  const { error, err_msg } = data
  return error.message === undefined && err_msg !== undefined
    ? { ...data, error: { ...error, message: err_msg } }
    : data
}
