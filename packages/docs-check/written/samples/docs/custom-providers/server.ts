import { webhook } from '@vidhook/express'
import express from 'express'
import { acme } from './acme.js'

const app = express()
app.use(
  webhook(acme(process.env.ACME_WEBHOOK_SECRET), {
    on: {
      invoice: ({ type, data }, context) => context.log.info({ type }, `${data.id}: ${data.amount}`),
      'member.joined': ({ data }, context) => context.log.info(`${data.email ?? 'Somebody'} joined.`),
    },
  }),
)
app.listen(3000) // POST /webhooks/acme
