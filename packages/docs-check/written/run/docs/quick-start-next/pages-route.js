// pages/api/webhooks/jogg.ts
import { joggWebhook } from '@vidhook/next/pages';
export const config = { api: { bodyParser: false } };
export default joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
});
