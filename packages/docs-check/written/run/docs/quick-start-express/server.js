import { joggWebhook } from '@vidhook/express';
import express from 'express';
const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
        generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url),
        generated_avatar_video_failed: ({ data }) => console.log('failed:', data.error),
    },
});
const app = express();
app.use(jogg); // owns POST /webhooks/jogg; mount it before express.json()
app.use(express.json());
app.get('/', (_request, response) => void response.send('My own routes, as ever.'));
const server = app.listen(Number(process.env.PORT ?? 3000), () => console.log('listening'));
process.once('SIGTERM', () => {
    server.close(() => void jogg.drain({ timeoutMs: 30_000 }));
});
