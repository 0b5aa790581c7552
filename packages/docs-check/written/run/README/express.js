import { joggWebhook } from '@vidhook/express';
import express from 'express';
import { saveVideo } from './videos.js';
const app = express();
app.use(joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
        generated_avatar_video_success: ({ data }) => saveVideo(data.video_id, data.video_url),
        generated_avatar_video_failed: ({ data }, context) => context.log.warn(data.error),
    },
}));
app.listen(3000); // POST /webhooks/jogg
