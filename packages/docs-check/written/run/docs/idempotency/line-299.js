import { memoryStore } from '@vidhook/core';
import { joggWebhook } from '@vidhook/express';
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    store: memoryStore({ maxEntries: 10_000 }),
});
