import { joggWebhook } from '@vidhook/express';
import { Queue } from 'bullmq';
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
export const queue = new Queue('jogg', {
    connection: {
        url: process.env.REDIS_URL ?? 'redis://localhost:6379',
        enableOfflineQueue: false, // while Redis is away, add() fails at once, and JoggAI sends the event again
    },
    defaultJobOptions: {
        attempts: 10,
        backoff: { type: 'exponential', delay: 5_000 }, // 5 s, 10 s, 20 s …: 43 minutes in all
        removeOnComplete: { age: 24 * 60 * 60, count: 1_000 }, // a day, in seconds
    },
});
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: {
        '*': async (event, context) => {
            const id = `${context.provider}:${context.identity}`;
            await queue.add(event.event, event, { deduplication: { id, ttl: WEEK_MS } }); // a repeat adds no second job
        },
    },
});
