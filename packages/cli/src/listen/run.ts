import { EventEmitter, once } from 'node:events'
import type { BullmqInbox } from '@vidhook/bullmq'
import { messageOf } from '../error-message.js'
import { CliError } from '../exit.js'
import type { Place } from '../inbox/place.js'
import { openInbox } from '../inbox/with-inbox.js'
import { type Io, say } from '../io.js'
import { startServer, stopServer } from '../start-server.js'
import { deliveryServer } from './delivery-server.js'
import { createIntake } from './intake.js'
import { openJournal } from './journal.js'
import { type LiveUpdates, pageServer } from './page-server.js'
import { summaryOf } from './summary.js'
import { jsonView, terminalView } from './terminal-view.js'
import { type OpenTunnel, openTunnel } from './tunnel.js'
import { createVerifier, type Secrets } from './verify-delivery.js'
import type { SenderSecrets } from './verify-sender.js'

export interface ListenOptions {
  readonly port: number
  readonly pagePort: number
  readonly host: string
  readonly forwardTo: URL | undefined
  readonly secrets: Secrets
  /** The secrets of further senders, by name. */
  readonly senderSecrets: SenderSecrets
  /** The folder with the kept deliveries. */
  readonly folder: string
  readonly keep: number
  readonly json: boolean
  /** Opens a public URL that leads to the delivery port. */
  readonly tunnel: boolean
  /** The inbox that the page shows. */
  readonly inbox: Place | undefined
}

/** The limit for all kept bodies, in bytes. It keeps the file below some 64 MiB, even during a rewrite. */
const MAX_KEPT_BYTES = 24 * 1024 * 1024
/** The page is served to this machine only, even if the delivery port is open to others. */
const PAGE_HOST = '127.0.0.1'

/** How long deliveries in progress may take after Ctrl-C, in milliseconds. */
const GRACE_MS = 2_000

/** Listens until it is interrupted. */
export async function run(io: Io, options: ListenOptions): Promise<void> {
  const { forwardTo, secrets, json } = options
  const view = json ? jsonView(io) : terminalView(io)
  const verifier = createVerifier(secrets, options.senderSecrets)
  for (const warning of verifier.warnings()) say(io.stderr, `vidhook: ${warning}`)
  const journal = await openJournal(
    options.folder,
    { maxDeliveries: options.keep, maxBytes: MAX_KEPT_BYTES },
    (error) => say(io.stderr, `vidhook: A delivery could not be saved: ${messageOf(error)}`),
  )
  const live: LiveUpdates = new EventEmitter()
  live.setMaxListeners(0) // any number of pages may be open
  const aborting = new AbortController()
  const intake = createIntake({
    journal,
    verifier,
    forwardTo,
    signal: aborting.signal,
    onChange: (delivery) => {
      view.show(delivery)
      live.emit('delivery', summaryOf(delivery, false))
    },
  })
  const deliveries = deliveryServer(intake)
  let tunnel: OpenTunnel | undefined
  let opened: BullmqInbox | undefined
  try {
    const listeningAt = await startServer(deliveries, options.port, options.host, '--port')
    if (forwardTo && isSame(forwardTo, listeningAt))
      throw new CliError(
        '--forward is the address of vidhook listen itself: each delivery would be forwarded forever.',
      )
    const inbox = options.inbox && {
      inbox: await openInbox(io, options.inbox, { stays: true }),
      shown: options.inbox.shown,
    }
    opened = inbox?.inbox
    const page = pageServer({ journal, intake, live, secrets, listeningAt, forwardTo, inbox })
    try {
      const inspectorAt = await startServer(page, options.pagePort, PAGE_HOST, '--inspector-port')
      if (journal.unreadable > 0)
        say(
          io.stderr,
          `vidhook: Left out ${journal.unreadable === 1 ? 'one line' : `${journal.unreadable} lines`} of ${journal.file} that could not be read.`,
        )
      tunnel = options.tunnel ? await openTunnel(io, listeningAt) : undefined
      const hasSecret = { jogg: secrets.jogg !== undefined, hoox: secrets.hoox !== undefined }
      const kept = journal.all().length
      view.open({
        listeningAt,
        tunnelAt: tunnel?.url,
        inspectorAt,
        forwardTo,
        hasSecret,
        file: journal.file,
        kept,
      })
      if (!io.interrupted.aborted) await once(io.interrupted, 'abort')
    } finally {
      await stopServer(page)
    }
  } finally {
    tunnel?.close()
    deliveries.close()
    deliveries.closeIdleConnections()
    const grace = setTimeout(() => aborting.abort(), GRACE_MS)
    await intake.settled()
    clearTimeout(grace)
    await stopServer(deliveries)
    await journal.close()
    await opened?.close()
  }
}

function isSame(target: URL, own: string): boolean {
  const { port } = new URL(own)
  return target.port === port && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(target.hostname)
}
