import { joggDelivery } from '@vidhook/core/testing';
const delivery = await joggDelivery('generated_avatar_video_success', {
    secret: process.env.JOGG_WEBHOOK_SECRET ?? '',
    url: `http://localhost:${process.env.PORT ?? 3000}/webhooks/jogg`,
});
const response = await fetch(delivery.url, delivery);
console.log(response.status, await response.text());
