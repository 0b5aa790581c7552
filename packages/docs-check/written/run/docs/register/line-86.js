import { hooxWebhook } from '@vidhook/express';
export const hoox = hooxWebhook({
    callbackSecret: process.env.HOOX_CALLBACK_SECRET,
    on: {
        'video_generate.completed': ({ result }, context) => {
            context.log.info({ order: context.callback?.orderId }, `video ${result.video_id} is ready`);
        },
    },
});
