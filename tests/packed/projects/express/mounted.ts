import { captureRawBody, hooxWebhook, joggWebhook } from '@vidhook/express'
import express, { Router } from 'express'

const app = express()
app.use(joggWebhook(process.env.JOGG_WEBHOOK_SECRET))
app.use('/hooks/jogg', joggWebhook(process.env.JOGG_WEBHOOK_SECRET))
app.post('/hooks/hoox', hooxWebhook())
app.use('/more', Router().use(hooxWebhook({ path: '/hoox' })))
app.use(express.json({ verify: captureRawBody }))
