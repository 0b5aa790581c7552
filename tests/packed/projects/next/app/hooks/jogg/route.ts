import { joggWebhook } from '@vidhook/next'
import { tell } from '../../../tell'

export const POST = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { on: { generated_script_success: tell } })
