import type { JoggData, JoggEventName } from '../providers/jogg/events.js'

/** An event's `data` as JoggAI sends it, from sources of different certainty: see {@link joggSamples}. */
type Sent<Name extends JoggEventName> = Partial<JoggData<Name>>

type Samples = { readonly [Name in JoggEventName]: Sent<Name> }

// Three integrators saw this in production; one published it in vm0-ai/vm0, pull request 25275.
const observedVideo = { project_id: 'p_123456', video_url: 'https://res.jogg.ai/video.mp4', duration: 30 }

// Ids, times and URLs are those of the guide ("Event Payloads"). Events without a payload there are made in the same way.
const error = { code: 50000, message: 'Video generation failed' }
const avatarError = { code: 50000, message: 'Avatar generation failed' }
const documentedVideo = {
  video_id: 'video_123456',
  status: 'completed',
  video_url: 'https://res.jogg.ai/video.mp4',
  cover_url: 'https://res.jogg.ai/cover.jpg',
  duration: 30,
}
const failedVideo = { video_id: 'video_123456', status: 'failed', error }
const avatar = {
  avatar_id: 123,
  status: 'completed',
  preview_url: 'https://res.jogg.ai/avatar-preview.mp4',
  cover_url: 'https://res.jogg.ai/avatar-cover.jpg',
}
const failedAvatar = { avatar_id: 123, status: 'failed', error: avatarError }

/**
 * A sample of the `data` of every JoggAI event, by name: as observed if somebody has published a delivery, else as the guide
 * documents it, else inferred from JoggAI's related APIs.
 */
export const joggSamples: Samples = {
  generated_video_success: observedVideo,
  generated_video_failed: failedVideo,
  generated_avatar_video_success: observedVideo,
  generated_avatar_video_failed: failedVideo,
  generated_product_video_success: observedVideo,
  generated_product_video_failed: failedVideo,
  generated_template_video_success: observedVideo,
  generated_template_video_failed: failedVideo,
  generated_translate_video_success: observedVideo,
  generated_translate_video_failed: failedVideo,
  create_avatar_success: avatar,
  create_avatar_failed: failedAvatar,
  generated_photo_avatar_success: avatar,
  generated_photo_avatar_failed: failedAvatar,
  generated_product_avatar_success: avatar,
  generated_product_avatar_failed: failedAvatar,
  generated_script_success: {
    script_id: 'script_123456',
    status: 'completed',
    generated_scripts: [
      { script_style: 'Storytime', script_paragraphs: ['It began with a click.', 'Then came the light.'] },
    ],
  },
  generated_script_failed: {
    script_id: 'script_123456',
    status: 'failed',
    error: { code: 50000, message: 'Script generation failed' },
  },
  generated_image_success: {
    image_id: 'image_123456',
    status: 'completed',
    image_url: 'https://res.jogg.ai/image.png',
  },
  generated_image_failed: {
    image_id: 'image_123456',
    status: 'failed',
    error: { code: 50000, message: 'Image generation failed' },
  },
  generated_motion_success: {
    motion_id: 'motion_123456',
    avatar_id: 123,
    status: 'completed',
    motion_preview_url: 'https://res.jogg.ai/motion.mp4',
  },
  generated_motion_failed: {
    motion_id: 'motion_123456',
    avatar_id: 123,
    status: 'failed',
    err_msg: 'Motion generation failed',
  },
}

// The same integrator's code expects failures with only these fields.
const shortFailedVideo = { project_id: 'p_123456', err_msg: 'Video generation failed' }

/** The second form of an event's `data`, if two are known: the guide's form, or for a failure the shorter one. */
export const joggOtherSamples: { readonly [Name in JoggEventName]?: Sent<Name> } = {
  generated_video_success: documentedVideo,
  generated_video_failed: shortFailedVideo,
  generated_avatar_video_success: documentedVideo,
  generated_avatar_video_failed: shortFailedVideo,
  generated_product_video_success: documentedVideo,
  generated_product_video_failed: shortFailedVideo,
  generated_template_video_success: documentedVideo,
  generated_template_video_failed: shortFailedVideo,
  generated_translate_video_success: documentedVideo,
  generated_translate_video_failed: shortFailedVideo,
}
