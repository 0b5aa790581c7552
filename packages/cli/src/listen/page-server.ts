import type { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import type { BullmqInbox } from '@vidhook/bullmq'
import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { eventNames } from '../providers/event-names.js'
import { edit, edited } from './edited.js'
import { exported } from './exported.js'
import { inboxApi } from './inbox-api.js'
import type { Incoming, Intake } from './intake.js'
import type { Journal } from './journal.js'
import type { KeptDelivery } from './kept-delivery.js'
import { createToken, ownHost, pageHeaders, pageOnly, uncached } from './page-guard.js'
import { sample, sampleOrder } from './sample.js'
import { mentions, type Summary, summaryOf } from './summary.js'
import type { Secrets } from './verify-delivery.js'

/** The data that the page starts with. It does not contain secrets, only whether they are set. */
export interface Overview {
  readonly deliveries: readonly Summary[]
  /** The URL that providers post to. */
  readonly listeningAt: string
  readonly forwardTo?: string
  /** Which inbox the page shows: `vidhook in Redis at localhost:6379`. */
  readonly inbox?: string
  readonly hasSecret: { readonly [Name in ProviderName]: boolean }
  /** The events that have samples. */
  readonly samples: { readonly [Name in ProviderName]: readonly string[] }
}

/** A delivery with its bytes. */
export type Detail = KeptDelivery & { readonly interrupted: boolean }

/** Events that are sent to every open page. */
export type LiveUpdates = EventEmitter<{ delivery: [Summary]; cleared: [] }>

export interface PageServerOptions {
  readonly journal: Journal
  readonly intake: Intake
  readonly live: LiveUpdates
  readonly secrets: Secrets
  readonly listeningAt: string
  readonly forwardTo: URL | undefined
  readonly inbox: ShownInbox | undefined
}

/** An inbox, and which one it is. */
interface ShownInbox {
  readonly inbox: BullmqInbox
  readonly shown: string
}

/** Where the build puts the page's files, beside the bundle. */
const FILES = new URL('./inspector/', import.meta.url)

/** Keeps the connection open: some proxies close one that is idle for longer. */
const HEARTBEAT_MS = 15_000

/** Serves the inspector's page and its API. It has a port of its own, so that a tunnel to the delivery port does not expose it. */
export function pageServer(options: PageServerOptions): Server {
  return createServer(getRequestListener(pageApp(options).fetch, { overrideGlobalObjects: false }))
}

type PageEnv = { Bindings: HttpBindings; Variables: { delivery: KeptDelivery } }

function pageApp({
  journal,
  intake,
  live,
  secrets,
  listeningAt,
  forwardTo,
  inbox,
}: PageServerOptions): Hono<PageEnv> {
  const token = createToken()
  const html = readFileSync(new URL('index.html', FILES), 'utf8').replace('{token}', token)
  const app = new Hono<PageEnv>()
  app.use(uncached, pageHeaders, ownHost, pageOnly(token))

  app.get('/', (c) => c.html(html))
  app.get('/api/deliveries', (c) => c.json(overview()))
  app.get('/api/search', (c) => c.json(search(c.req.query('q') ?? '')))
  app.get('/api/export', (c) => c.json(journal.all().map(exported)))
  app.get('/api/live', (c) => streamSSE(c, follow))

  app.delete('/api/deliveries', async (c) => {
    await journal.clear()
    live.emit('cleared')
    return c.json({})
  })
  app.post('/api/samples', async (c) => {
    const order = sampleOrder.safeParse(await c.req.json().catch(() => undefined)).data
    if (!order) return c.json({ message: 'There is no sample of this event.' }, 400)
    return c.json(await taken(await sample(order, secrets, forwardTo)), 201)
  })

  if (inbox) app.route('/api/inbox', inboxApi(inbox.inbox))

  app.use('/api/deliveries/:id/*', async (c, next) => {
    const delivery = journal.find(Number(c.req.param('id')))
    if (!delivery) return c.json({ message: 'This delivery was deleted.' }, 404)
    c.set('delivery', delivery)
    await next()
  })
  app.get('/api/deliveries/:id', (c) => {
    const delivery = c.get('delivery')
    return c.json({ ...delivery, interrupted: journal.isInterrupted(delivery) } satisfies Detail)
  })
  app.post('/api/deliveries/:id/replay', async (c) => c.json(await taken(replayed(c.get('delivery'))), 201))
  app.post('/api/deliveries/:id/edited', async (c) => {
    const change = edit.safeParse(await c.req.json().catch(() => undefined)).data
    if (!change) return c.json({ message: BAD_HEADER }, 400)
    return c.json(await taken(await edited(c.get('delivery'), change, secrets)), 201)
  })

  app.use(serveStatic({ root: fileURLToPath(FILES) }))
  app.notFound((c) => c.json({ message: 'There is nothing here.' }, 404))
  app.onError((error, c) => c.json({ message: error.message }, 500))
  return app

  function overview(): Overview {
    return {
      deliveries: journal.all().map((each) => summaryOf(each, journal.isInterrupted(each))),
      listeningAt,
      ...(forwardTo && { forwardTo: forwardTo.href }),
      ...(inbox && { inbox: inbox.shown }),
      hasSecret: { jogg: secrets.jogg !== undefined, hoox: secrets.hoox !== undefined },
      samples: eventNames,
    }
  }

  function search(text: string): readonly number[] {
    return journal
      .all()
      .filter((each) => mentions(each, text))
      .map(({ id }) => id)
  }

  /** Only the id: the page gets the delivery from the live updates. */
  async function taken(incoming: Incoming): Promise<{ readonly id: number }> {
    const { delivery } = await intake.take(incoming)
    return { id: delivery.id }
  }

  /** Sends the overview, then each delivery when it arrives and when it is answered. One stream has both, so that no change is lost between them. */
  async function follow(stream: SSEStreamingApi): Promise<void> {
    const closed = new Promise<void>((resolve) => stream.onAbort(resolve))
    const sendOverview = () =>
      stream.writeSSE({ event: 'overview', data: JSON.stringify(overview()), retry: 1_000 })
    const sendDelivery = (summary: Summary) =>
      stream.writeSSE({ event: 'delivery', data: JSON.stringify(summary) })
    const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS)
    live.on('delivery', sendDelivery).on('cleared', sendOverview)
    sendOverview()
    await closed
    live.off('delivery', sendDelivery).off('cleared', sendOverview)
    clearInterval(heartbeat)
  }
}

const BAD_HEADER = 'A header is not of the form "name: value", or has a character that headers do not allow.'

function replayed({ id, request }: KeptDelivery): Incoming {
  return {
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: { bytes: Buffer.from(request.body, 'base64'), state: request.bodyState },
    origin: { kind: 'replayed', of: id },
  }
}
