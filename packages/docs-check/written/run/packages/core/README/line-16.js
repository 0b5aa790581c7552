import { createReceiver, jogg, webHandler } from '@vidhook/core';
const receiver = createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
    on: {
        generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url),
        generated_avatar_video_failed: ({ data }, context) => context.log.warn(data.error),
    },
});
export const handle = webHandler(receiver); // (request: Request) => Promise<Response>
