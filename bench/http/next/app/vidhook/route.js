import { joggWebhook } from '@vidhook/next'
import { EVENT, SECRET } from '../../../../deliveries.js'
import { handle } from '../handle.js'

export const POST = joggWebhook(SECRET, { on: { [EVENT]: handle } })
