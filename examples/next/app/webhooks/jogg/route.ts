import { joggWebhook } from '@vidhook/next'
import { library } from '../../../lib/library'
import { log, logDelivery } from '../../../lib/log-delivery'
import { store } from '../../../lib/store'

export const POST = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    // JoggAI may leave any field out. A video without an id is saved under the event's id, so that nothing is lost.
    generated_avatar_video_success: ({ event_id, data }) =>
      library.save({ id: String(data.video_id ?? event_id), status: 'ready', url: data.video_url }),
    generated_avatar_video_failed: ({ event_id, data }) =>
      library.save({ id: String(data.video_id ?? event_id), status: 'failed', error: data.error.message }),
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
