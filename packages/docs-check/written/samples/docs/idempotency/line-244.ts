import { joggWebhook } from '@vidhook/express'

export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: async ({ data }, context) => {
      const response = await fetch('https://billing.example.com/charges', {
        method: 'POST',
        headers: { 'idempotency-key': `${context.provider}:${context.identity}` },
        body: JSON.stringify({ seconds: data.duration }),
        signal: context.signal,
      })
      if (!response.ok) throw new Error(`Billing answered ${response.status}.`) // have JoggAI send it again
    },
  },
})
