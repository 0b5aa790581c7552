import { signCallbackUrl } from '@vidhook/express'

await fetch('https://app.hoox.video/api/public/v1/generation/start', {
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.HOOX_API_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    prompt: 'A video about space exploration',
    webhook_url: await signCallbackUrl('https://example.com/webhooks/hoox', {
      secret: process.env.HOOX_CALLBACK_SECRET,
      expiresAt: Date.now() + 24 * 60 * 60 * 1000,
      context: { userId: 'u_42' },
    }),
  }),
})
