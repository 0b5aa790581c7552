import { joggWebhook, hooxWebhook } from '@vidhook/express';
import { saveVideo } from './videos.js';
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
        generated_avatar_video_success: ({ data }) => saveVideo(data.video_id, data.video_url),
        '*': (event, context) => context.log.info(event.event),
    },
});
export const hoox = hooxWebhook({
    callbackSecret: process.env.HOOX_CALLBACK_SECRET,
    on: {
        video_export: (event, context) => {
            if (event.status === 'failed')
                context.log.warn(event.error);
            else
                return saveVideo(event.job_id, event.result.download_url);
        },
    },
});
