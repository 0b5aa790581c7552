import { startTelemetry } from './telemetry.js'
import { receiverWith, sharedInbox } from './webhooks.js'

const stopTelemetry = startTelemetry('worker')
const inbox = sharedInbox()
const worker = inbox.work([receiverWith(inbox)], { log: false })
await worker.ready()
console.log('ready')

process.once('SIGTERM', async () => {
  await worker.close()
  await inbox.close()
  await stopTelemetry()
})
