import { joggWebhook } from '@vidhook/express';
import { saveVideo } from './videos.js';
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
        generated_avatar_video_success: async ({ data }, context) => {
            await saveVideo(data.video_id, data.video_url); // tried again if it fails
            context.waitUntil(fetch('https://chat.example.com/ready', { method: 'POST' })); // not tried again
        },
    },
});
