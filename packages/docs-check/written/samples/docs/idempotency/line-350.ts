import { hooxWebhook } from '@vidhook/express'

export const hoox = hooxWebhook({
  callbackSecret: process.env.HOOX_CALLBACK_SECRET,
  retentionMs: 60_000,
})
