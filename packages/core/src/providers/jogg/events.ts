/** JoggAI's ids come as numbers or as strings. */
export type JoggId = string | number

/** How the job ended. JoggAI documents `completed` and `failed`. */
type JoggStatus = 'completed' | 'failed' | (string & {})

/** Every JoggAI event has this form ("Event Payloads" in the guide). */
interface JoggEnvelope<Name extends string, Data> {
  /** The same for every delivery of one event. */
  readonly event_id: string
  readonly event: Name
  /** Unix time in seconds. */
  readonly timestamp?: number
  /** Always an object. JoggAI often sends fewer fields than its guide shows, so each field may be absent. */
  readonly data: Data
}

/** What went wrong. */
export interface JoggFailure {
  /** Always an object. If JoggAI sent only `err_msg`, `message` is its text. */
  readonly error: { readonly code?: string | number; readonly message?: string }
  readonly err_msg?: string
}

/** The names of a video's id. */
export interface JoggVideoIds {
  /** The id that the create call returned, whether JoggAI sent it as `video_id` or as `project_id`. */
  readonly video_id?: JoggId
  /** The id under the name that was observed in deliveries. The guide calls it `video_id`. */
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

/** Not documented: inferred from JoggAI's other failures. */
export interface JoggAvatarFailed extends JoggFailure {
  readonly avatar_id?: JoggId
  readonly status?: JoggStatus
}

/** Not documented: inferred from JoggAI's script API. */
export interface JoggScriptSuccess {
  readonly script_id?: JoggId
  readonly status?: JoggStatus
  readonly generated_scripts?: readonly {
    readonly script_style?: string
    readonly script_paragraphs?: readonly string[]
  }[]
}

/** Not documented: inferred from JoggAI's script API. */
export interface JoggScriptFailed extends JoggFailure {
  readonly script_id?: JoggId
  readonly status?: JoggStatus
}

/** Not documented: inferred from JoggAI's image API. */
export interface JoggImageSuccess {
  readonly image_id?: JoggId
  readonly status?: JoggStatus
  readonly image_url?: string
}

/** Not documented: inferred from JoggAI's image API. */
export interface JoggImageFailed extends JoggFailure {
  readonly image_id?: JoggId
  readonly status?: JoggStatus
}

/** Not documented: inferred from JoggAI's motion API. */
export interface JoggMotionSuccess {
  readonly motion_id?: JoggId
  readonly avatar_id?: JoggId
  readonly status?: JoggStatus
  readonly motion_preview_url?: string
}

/** Not documented: inferred from JoggAI's motion API. */
export interface JoggMotionFailed extends JoggFailure {
  readonly motion_id?: JoggId
  readonly avatar_id?: JoggId
  readonly status?: JoggStatus
}

/** The `data` of every JoggAI event in any version of its documentation. */
interface JoggDataByName {
  readonly generated_video_success: JoggVideoSuccess
  readonly generated_video_failed: JoggVideoFailed
  readonly generated_avatar_video_success: JoggVideoSuccess
  readonly generated_avatar_video_failed: JoggVideoFailed
  readonly generated_product_video_success: JoggVideoSuccess
  readonly generated_product_video_failed: JoggVideoFailed
  readonly generated_template_video_success: JoggVideoSuccess
  readonly generated_template_video_failed: JoggVideoFailed
  readonly generated_translate_video_success: JoggVideoSuccess
  readonly generated_translate_video_failed: JoggVideoFailed
  readonly create_avatar_success: JoggAvatarSuccess
  readonly create_avatar_failed: JoggAvatarFailed
  readonly generated_photo_avatar_success: JoggAvatarSuccess
  readonly generated_photo_avatar_failed: JoggAvatarFailed
  readonly generated_product_avatar_success: JoggAvatarSuccess
  readonly generated_product_avatar_failed: JoggAvatarFailed
  readonly generated_script_success: JoggScriptSuccess
  readonly generated_script_failed: JoggScriptFailed
  readonly generated_image_success: JoggImageSuccess
  readonly generated_image_failed: JoggImageFailed
  readonly generated_motion_success: JoggMotionSuccess
  readonly generated_motion_failed: JoggMotionFailed
}

/** The names of all JoggAI events. */
export type JoggEventName = keyof JoggDataByName

/** The `data` of a JoggAI event. */
export type JoggData<Name extends JoggEventName> = JoggDataByName[Name]

/** Every JoggAI event by its name. */
export type JoggEvents = { readonly [Name in JoggEventName]: JoggEnvelope<Name, JoggData<Name>> }

/** Any JoggAI event. Its `event` tells them apart. */
export type JoggEvent = JoggEvents[JoggEventName]
