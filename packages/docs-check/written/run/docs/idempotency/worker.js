import { Worker } from 'bullmq';
export const worker = new Worker('jogg', async ({ data: event }) => {
    if (event.event === 'generated_avatar_video_success')
        console.log('ready:', event.data.video_url);
}, { connection: { url: process.env.REDIS_URL ?? 'redis://localhost:6379' } });
