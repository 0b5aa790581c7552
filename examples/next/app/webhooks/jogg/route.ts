import { joggWebhook } from '@vidhook/next'
import { library } from '../../../lib/library'
import { log, logDelivery } from '../../../lib/log-delivery'
import { store } from '../../../lib/store'

const NO_ID = 'It has no video_id.'

export const POST = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: (event) => {
      const { video_id, video_url } = event.data
      // JoggAI may leave any field out. Without the id there is nothing to save it under, and a retry would not bring it.
      if (video_id === undefined) return library.keep({ name: event.event, reason: NO_ID, body: event })
      return library.save({ id: String(video_id), status: 'ready', url: video_url })
    },
    generated_avatar_video_failed: (event) => {
      const { video_id, error } = event.data
      if (video_id === undefined) return library.keep({ name: event.event, reason: NO_ID, body: event })
      return library.save({ id: String(video_id), status: 'failed', error: error.message })
    },
    generated_script_success: ({ event_id, data }) =>
      library.save({
        id: event_id,
        status: 'ready',
        text: data.generated_scripts?.flatMap((script) => script.script_paragraphs ?? []).join('\n'),
      }),
  },
  onUnrecognized: library.keep,
  onDelivery: logDelivery,
  log,
  store,
})
