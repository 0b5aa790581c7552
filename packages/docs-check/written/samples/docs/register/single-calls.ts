import { jogg } from '@vidhook/core'
import { webhook } from '@vidhook/express'
import express from 'express'

const app = express()
const calls = webhook(jogg({ callbackSecret: process.env.JOGG_CALLBACK_SECRET }), {
  on: { generated_script_success: ({ data }) => console.log(data.generated_scripts) },
})
app.use('/webhooks/jogg-calls', calls)
app.listen(3000)
