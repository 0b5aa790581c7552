import { webhook } from '@vidhook/next'
import { jogg } from '../../../lib/receivers'

export const POST = webhook(jogg)
