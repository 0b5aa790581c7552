/**
 * An inbox from delivery to handler, in a process of its own: `<backend> <connection> <name>`. Prints one line of JSON, closes, and must
 * then end by itself.
 */
import process from 'node:process'
import { bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, jogg } from '@vidhook/core'
import { GiveUpError } from '@vidhook/core/inbox'
import { joggDelivery } from '@vidhook/core/testing'

const SECRET = 'whsec_of_the_inbox'
const NAMES = ['generated_video_success', 'generated_image_success', 'generated_script_success'] as const

async function main(): Promise<void> {
  const [, , backend = '', connection = '', name = ''] = process.argv
  const options = { connection: JSON.parse(connection), name, log: false, firstRetryMs: 50 } as const
  const inbox = bullmqInbox(
    backend === 'postgres' ? { ...options, backend } : { ...options, prefix: options.connection.prefix },
  )
  if (backend === 'postgres') await inbox.migrate()
  await inbox.ready()

  const attempts: string[] = []
  const settled = new Map<string, string>()
  let allSettled = () => {}
  const done = new Promise<void>((resolve) => {
    allSettled = resolve
  })
  const receiver = createReceiver(jogg({ secret: SECRET }), {
    inbox,
    log: false,
    on: {
      '*': (event, { attempt }) => {
        attempts.push(`${event.event} ${attempt}`)
        if (event.event === NAMES[1] && attempt === 1) throw new Error('Try again.')
        if (event.event === NAMES[2]) throw new GiveUpError('Never.')
      },
    },
    onSettled({ eventName, state }) {
      if (state === 'succeeded' || state === 'dead') settled.set(eventName, state)
      if (settled.size === NAMES.length) allSettled()
    },
  })

  const answers: string[] = []
  for (const name of [...NAMES, NAMES[0]]) {
    const delivery = await joggDelivery(name, { secret: SECRET, event_id: `evt_${name}` })
    answers.push((await receiver.receive(delivery)).kind)
  }
  const worker = inbox.work([receiver])
  await done
  await worker.close()
  const { dead } = await inbox.counts()
  await inbox.close()
  const result = { answers, attempts: attempts.sort(), settled: Object.fromEntries(settled), dead }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
