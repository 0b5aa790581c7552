import { createServer } from 'node:http';
import { joggWebhook } from '@vidhook/express';
const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    path: '/webhooks/jogg',
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
});
const server = createServer((request, response) => jogg(request, response));
server.listen(Number(process.env.PORT ?? 3000), () => console.log('listening'));
process.once('SIGTERM', () => {
    server.close(() => void jogg.drain({ timeoutMs: 30_000 }));
});
