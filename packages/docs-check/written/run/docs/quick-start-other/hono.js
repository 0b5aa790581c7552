import { createReceiver, jogg, webHandler } from '@vidhook/core';
import { Hono } from 'hono';
const receiver = createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
});
const handle = webHandler(receiver);
const app = new Hono();
app.all('/webhooks/jogg', (c) => handle(c.req.raw));
export default app;
