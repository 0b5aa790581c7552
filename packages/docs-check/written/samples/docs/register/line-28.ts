import { joggWebhook } from '@vidhook/express'

export const jogg = joggWebhook([process.env.JOGG_WEBHOOK_SECRET, process.env.JOGG_WEBHOOK_SECRET_OLD])
