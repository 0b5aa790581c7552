import { type BullmqInbox, bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, jogg } from '@vidhook/core'
import { GiveUpError, type Inbox } from '@vidhook/core/inbox'

const inbox: BullmqInbox & Inbox = bullmqInbox({ connection: { url: process.env.REDIS_URL } })
bullmqInbox({
  backend: 'postgres',
  connection: { connectionString: 'postgres://localhost/app', schema: 'app' },
})

const receiver = createReceiver(jogg({ secret: 's' }), {
  inbox,
  on: {
    generated_script_failed: (event, { attempt }) => {
      if (attempt > 3) throw new GiveUpError(event.data.error.message)
    },
  },
})
inbox.work([receiver], { concurrency: 20, onDead: ({ id, error }) => console.log(id, error.message) })

export const dead: Promise<readonly string[]> = inbox
  .list({ state: 'dead', limit: 10 })
  .then((entries) => entries.map(({ identity, error }) => `${identity}: ${error ?? ''}`))

// @ts-expect-error: an inbox needs to know where it is
bullmqInbox({})
