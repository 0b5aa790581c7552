import { webhook } from '@vidhook/next'
import { hoox } from '../../../lib/receivers'

export const POST = webhook(hoox)
