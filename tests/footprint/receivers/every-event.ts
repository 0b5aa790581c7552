import { createReceiver, hoox, jogg } from '@vidhook/core'

/** A handler for every event, each reading its own fields: the most work for the type checker. */
export const joggReceiver = createReceiver(jogg({ secret: 'whsec_…' }), {
  on: {
    generated_video_success: ({ data }) => console.log(data.video_url, data.duration),
    generated_video_failed: ({ data }) => console.log(data.video_id, data.error.message),
    generated_avatar_video_success: ({ data }) => console.log(data.video_url, data.duration),
    generated_avatar_video_failed: ({ data }) => console.log(data.video_id, data.error.message),
    generated_product_video_success: ({ data }) => console.log(data.video_url, data.duration),
    generated_product_video_failed: ({ data }) => console.log(data.video_id, data.error.message),
    generated_template_video_success: ({ data }) => console.log(data.video_url, data.duration),
    generated_template_video_failed: ({ data }) => console.log(data.video_id, data.error.message),
    generated_translate_video_success: ({ data }) => console.log(data.video_url, data.duration),
    generated_translate_video_failed: ({ data }) => console.log(data.video_id, data.error.message),
    create_avatar_success: ({ data }) => console.log(data.avatar_id, data.preview_url),
    create_avatar_failed: ({ data }) => console.log(data.avatar_id, data.error.message),
    generated_photo_avatar_success: ({ data }) => console.log(data.avatar_id, data.preview_url),
    generated_photo_avatar_failed: ({ data }) => console.log(data.avatar_id, data.error.message),
    generated_product_avatar_success: ({ data }) => console.log(data.avatar_id, data.preview_url),
    generated_product_avatar_failed: ({ data }) => console.log(data.avatar_id, data.error.message),
    generated_script_success: ({ data }) => console.log(data.generated_scripts?.length),
    generated_script_failed: ({ data }) => console.log(data.script_id, data.error.message),
    generated_image_success: ({ data }) => console.log(data.image_url),
    generated_image_failed: ({ data }) => console.log(data.image_id, data.error.message),
    generated_motion_success: ({ data }) => console.log(data.motion_preview_url),
    generated_motion_failed: ({ data }) => console.log(data.motion_id, data.error.message),
    '*': ({ event, event_id }) => console.log(event, event_id),
  },
})

export const hooxReceiver = createReceiver(hoox({ callbackSecret: '…' }), {
  on: {
    'video_generate.completed': ({ result }) => console.log(result.video_id, result.thumbnail_url),
    'video_export.completed': ({ result }) => console.log(result.download_url),
    'video_generate.failed': ({ job_id, error }) => console.log(job_id, error.code),
    'video_export.failed': ({ job_id, error }) => console.log(job_id, error.code),
    'avatar_create.completed': ({ look_id, result }) => console.log(look_id, result.thumbnail),
    'avatar_create.failed': ({ look_id, error }) => console.log(look_id, error.code),
    'avatar_edit.completed': ({ look_id, result }) => console.log(look_id, result.thumbnail),
    'avatar_edit.failed': ({ look_id, error }) => console.log(look_id, error.code),
    'asset_generation.completed': ({ asset_id, result }) => console.log(asset_id, result.asset_url),
    'asset_generation.failed': ({ asset_id, error }) => console.log(asset_id, error.code),
    avatar_edit: (event) => console.log(event.status === 'failed' ? event.error.code : event.result.id),
    '*': ({ task, status }) => console.log(task, status),
  },
})
