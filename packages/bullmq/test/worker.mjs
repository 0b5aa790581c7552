// A worker in a process of its own. What an event does is in its video_id.
import { setTimeout as delay } from 'node:timers/promises'
import { bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, jogg } from '@vidhook/core'

const { inbox: inboxOptions, work } = JSON.parse(process.argv[2])
const inbox = bullmqInbox({ ...inboxOptions, log: false })
const receiver = createReceiver(jogg({ secret: 'whsec_test' }), {
  log: false,
  on: {
    '*': async (event, context) => {
      process.send(`began ${context.identity}`)
      const [what, ms = 0] = event.data.video_id.split('-')
      await delay(Number(ms))
      if (what === 'kills') process.kill(process.pid, 'SIGKILL')
      process.send(`ended ${context.identity}`)
    },
  },
})
const worker = inbox.work([receiver], work)
// Before it is ready: an event may begin as soon as that.
process.once('SIGTERM', async () => {
  await worker.close()
  await inbox.close()
  // Nothing else may keep the process.
  process.disconnect()
})
await worker.ready()
process.send('ready')
