import { log } from './log.js'
import { hoox, inbox, jogg } from './webhooks.js'

const worker = inbox.work([jogg, hoox], {
  concurrency: 10,
  onDead: ({ id, entry }) => log.error(`Look at it: npx vidhook inbox show ${id} (${entry.eventName})`), // or tell your pager
})
await worker.ready()
log.info('The worker takes events.')

/** Begins nothing new, lets running handlers finish, and ends. */
async function shutDown() {
  const hasFinished = await worker.close()
  await inbox.close()
  // A handler that ignores its signal would keep the process. Its event runs elsewhere once this process is gone.
  if (!hasFinished) process.exit()
}

process.once('SIGTERM', shutDown)
process.once('SIGINT', shutDown)
