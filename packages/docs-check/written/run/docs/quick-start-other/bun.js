import { createReceiver, jogg, webHandler } from '@vidhook/core';
const receiver = createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
});
const handle = webHandler(receiver);
const server = Bun.serve({ port: 3000, routes: { '/webhooks/jogg': (request) => handle(request) } });
process.once('SIGTERM', async () => {
    await server.stop();
    await receiver.drain({ timeoutMs: 30_000 });
});
