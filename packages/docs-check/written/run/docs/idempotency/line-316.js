import { memoryStore } from '@vidhook/core';
import { joggWebhook } from '@vidhook/express';
const store = memoryStore();
const secret = process.env.JOGG_WEBHOOK_SECRET;
export const library = joggWebhook(secret, { store, path: '/webhooks/library' });
export const billing = joggWebhook(secret, { store, path: '/webhooks/billing', name: 'jogg-billing' });
