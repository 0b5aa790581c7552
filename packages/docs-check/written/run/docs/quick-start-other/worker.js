import { createReceiver, jogg, webHandler } from '@vidhook/core';
let handle;
export default {
    fetch(request, env, ctx) {
        handle ??= webHandler(createReceiver(jogg({ secret: env.JOGG_WEBHOOK_SECRET }), {
            on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
        }));
        return handle(request, ctx);
    },
};
