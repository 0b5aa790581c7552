import type { BullmqInbox } from '@vidhook/bullmq'
import type { Inbox } from '@vidhook/core'
import { inboxOptions } from '../inbox-options.js'
import { SECRETS } from '../providers.js'
import { type ServeOptions, type Serving, serveExpress, serveFastify } from './apps.js'
import type { ReplicaConfig } from './config.js'
import { type Tell, watchInbox, watchStore } from './observed.js'
import { openStore } from './open-store.js'

/** What a replica does until it is asked to stop. */
export interface App {
  /** A worker has none. */
  readonly port?: number
  /** Ends what it has begun, and takes nothing new. */
  close(): Promise<void>
}

type On = ServeOptions['on']

export function openApp(config: ReplicaConfig, on: On, tell: Tell): Promise<App> {
  switch (config.role) {
    case 'receive':
      return receive(config, on, tell)
    case 'web':
    case 'control':
      return queue(config, on, tell)
    case 'worker':
      return work(config, on)
  }
}

async function receive(config: ReplicaConfig, on: On, tell: Tell): Promise<App> {
  const { store, close } = await openStore(config)
  return closingAfter(await serve(config, { store: watchStore(store, tell), log: false, on }), close)
}

async function queue(config: ReplicaConfig, on: On, tell: Tell): Promise<App> {
  const opened = await openInbox(config)
  // With the database away it starts all the same, and answers 503.
  await opened.ready().catch(() => {})
  const inbox = watchInbox(opened, tell)
  return closingAfter(
    await serve(config, { inbox: config.role === 'control' ? careless(inbox) : inbox, log: false, on }),
    () => opened.close(),
  )
}

/** The control: says that the event is in the inbox before it is. */
function careless(inbox: Inbox): Inbox {
  return {
    async put(entry, retentionMs) {
      inbox.put(entry, retentionMs).catch(() => {})
      return 'queued'
    },
  }
}

async function work(config: ReplicaConfig, on: On): Promise<App> {
  const { createReceiver, hoox, jogg } = await import('@vidhook/core')
  const inbox = await openInbox(config)
  const options = { inbox, log: false, on } as const
  const worker = inbox.work([
    createReceiver(jogg({ secret: SECRETS.jogg }), options),
    createReceiver(hoox({ callbackSecret: SECRETS.hoox }), options),
  ])
  return {
    async close() {
      if (!(await worker.close())) process.exitCode = 1
      await inbox.close()
    },
  }
}

async function openInbox({ store, storeUrl }: ReplicaConfig): Promise<BullmqInbox> {
  const { bullmqInbox } = await import('@vidhook/bullmq')
  return bullmqInbox(inboxOptions(store, storeUrl))
}

function serve({ framework }: ReplicaConfig, options: ServeOptions): Promise<Serving> {
  return framework === 'express' ? serveExpress(options) : serveFastify(options)
}

function closingAfter(server: Serving, close: () => Promise<unknown>): App {
  return {
    port: server.port,
    async close() {
      await server.close()
      await close()
    },
  }
}
