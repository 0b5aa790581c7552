import { createReceiver, jogg } from '@vidhook/core';
const receiver = createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }));
export async function answer(delivery) {
    const { status, headers, body } = await receiver.receive(delivery);
    return { statusCode: status, headers, body };
}
