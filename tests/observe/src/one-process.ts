import { memoryInbox } from '@vidhook/core/inbox'
import { startServer } from './server.js'
import { startTelemetry } from './telemetry.js'
import { receiverWith } from './webhooks.js'

const stopTelemetry = startTelemetry('one process')
const inbox = memoryInbox()
const receiver = receiverWith(inbox)
const { server, url } = await startServer(receiver)
/** Each request is followed by two attempts at whatever waits. */
server.on('request', (_request, response) => {
  response.once('close', async () => {
    await inbox.work([receiver])
    await inbox.work([receiver])
  })
})
console.log(`ready ${url}`)

process.once('SIGTERM', async () => {
  server.close()
  server.closeAllConnections()
  await receiver.drain()
  await stopTelemetry()
})
