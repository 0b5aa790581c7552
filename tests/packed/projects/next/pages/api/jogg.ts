import { joggWebhook } from '@vidhook/next/pages'
import { tell } from '../../tell'

export const config = { api: { bodyParser: false } }

export default joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { on: { generated_script_success: tell } })
