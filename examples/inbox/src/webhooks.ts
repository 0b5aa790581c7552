import { bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, hoox as fromHoox, jogg as fromJogg } from '@vidhook/core'
import { download } from './download.js'
import { log } from './log.js'

/** Both processes import this file: the web process puts events into the inbox, the worker runs the handlers. */
export const inbox = bullmqInbox({ connection: { url: process.env.REDIS_URL }, log })

export const jogg = createReceiver(fromJogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
  inbox,
  log,
  on: {
    // JoggAI may leave any field out. A video without an id is saved under its event's.
    generated_avatar_video_success: ({ event_id, data }, { signal }) =>
      download(String(data.video_id ?? event_id), data.video_url, signal),
    generated_avatar_video_failed: ({ data }, context) =>
      context.log.warn({ error: data.error }, 'No video.'),
  },
})

export const hoox = createReceiver(fromHoox({ callbackSecret: process.env.HOOX_CALLBACK_SECRET }), {
  inbox,
  log,
  on: {
    'video_export.completed': ({ job_id, result }, { signal }) =>
      download(job_id, result.download_url, signal),
  },
})
