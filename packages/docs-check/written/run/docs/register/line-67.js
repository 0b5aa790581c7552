import { signCallbackUrl } from '@vidhook/core';
const webhook_url = await signCallbackUrl('https://example.com/webhooks/hoox', {
    secret: process.env.HOOX_CALLBACK_SECRET,
    expiresAt: Date.now() + 24 * 60 * 60 * 1000,
    context: { orderId: 'o_1', userId: 'u_42' },
});
await fetch('https://app.hoox.video/api/public/v1/generation/start', {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.HOOX_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'A video about space exploration', webhook_url }),
});
