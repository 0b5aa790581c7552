import { joggWebhook } from '@vidhook/express';
import express from 'express';
const app = express();
app.use(joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
        generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url),
        generated_avatar_video_failed: ({ data }, context) => context.log.warn(data.error),
    },
})); // before express.json()
app.listen(3000); // POST /webhooks/jogg
