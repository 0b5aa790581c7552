// src/routes/webhooks/jogg/+server.ts
import { createReceiver, jogg, webHandler } from '@vidhook/core';
import { env } from '$env/dynamic/private';
const handle = webHandler(createReceiver(jogg({ secret: () => env.JOGG_WEBHOOK_SECRET }), {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
}));
export const POST = ({ request }) => handle(request);
