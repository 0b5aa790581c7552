import { joggWebhook } from '@vidhook/express';
const counts = new Map();
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    onDelivery: ({ outcome, provider }) => {
        const key = `${provider} ${outcome.kind}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
    },
});
