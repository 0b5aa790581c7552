import { joggWebhook } from '@vidhook/express';
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    onUnrecognized: ({ name, reason, body }, context) => {
        context.log.warn({ name, reason, body }, 'Kept for later.');
    },
});
