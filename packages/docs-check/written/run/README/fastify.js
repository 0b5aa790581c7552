import { joggWebhook } from '@vidhook/fastify';
import Fastify from 'fastify';
import { saveVideo } from './videos.js';
const app = Fastify({ logger: true });
await app.register(joggWebhook, {
    secret: process.env.JOGG_WEBHOOK_SECRET,
    on: {
        generated_avatar_video_success: ({ data }) => saveVideo(data.video_id, data.video_url),
        generated_avatar_video_failed: ({ data }, context) => context.log.warn(data.error),
    },
});
await app.listen({ port: 3000 }); // POST /webhooks/jogg
