import { startServer } from './server.js'
import { startTelemetry } from './telemetry.js'
import { receiverWith, sharedInbox } from './webhooks.js'

const stopTelemetry = startTelemetry('web')
const inbox = sharedInbox()
const receiver = receiverWith(inbox)
await inbox.ready()
const { server, url } = await startServer(receiver)
console.log(`ready ${url}`)

process.once('SIGTERM', async () => {
  server.close()
  server.closeAllConnections()
  await receiver.drain()
  await inbox.close()
  await stopTelemetry()
})
