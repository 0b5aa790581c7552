// app/api/webhooks/jogg/route.ts
import { joggWebhook } from '@vidhook/next';
export const POST = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
        generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url),
        generated_avatar_video_failed: ({ data }) => console.log('failed:', data.error),
    },
});
