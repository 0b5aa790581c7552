import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readStream } from '../read-stream.js'
import { type Edit, edit, edited } from './edited.js'
import type { Intake } from './intake.js'
import type { Journal } from './journal.js'
import type { KeptDelivery } from './kept-delivery.js'
import type { LiveUpdates } from './live-updates.js'
import type { PageFiles } from './page-files.js'
import { createPageGuard, PAGE_HEADERS } from './page-guard.js'
import { mentions, type Summary, summaryOf } from './summary.js'
import type { Secrets } from './verify-delivery.js'

/** What the page is told when it opens. No secret, only whether there is one. */
export interface Overview {
  readonly deliveries: readonly Summary[]
  /** Where providers post to. */
  readonly listeningAt: string
  readonly forwardTo?: string
  readonly hasSecret: { readonly jogg: boolean; readonly hoox: boolean }
}

/** A delivery with its bytes. */
export type Detail = KeptDelivery & { readonly interrupted: boolean }

export interface PageServerOptions {
  readonly journal: Journal
  readonly intake: Intake
  readonly live: LiveUpdates
  readonly files: PageFiles
  readonly secrets: Secrets
  readonly listeningAt: string
  readonly forwardTo: URL | undefined
}

/** The inspector's page and what it asks for. Apart from the deliveries' own port, so that a tunnel to that one never shows it. */
export function pageServer(options: PageServerOptions): Server {
  const guard = createPageGuard()
  const { journal, intake, live, files, secrets } = options

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value)
    if (!guard.isOwnHost(request))
      return json(response, 421, { message: 'Open the inspector under 127.0.0.1 or localhost.' })
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://inspector')
    const [id, action] = /^\/api\/deliveries\/(\d+)(?:\/(\w+))?$/.exec(pathname)?.slice(1) ?? []
    const delivery = id === undefined ? undefined : journal.find(Number(id))

    if (request.method === 'POST') {
      if (!guard.mayChange(request))
        return json(response, 403, {
          message: 'Only the page itself may do that. Reload it if vidhook was restarted.',
        })
      if (!delivery) return json(response, 404, { message: 'This delivery is not kept any more.' })
      if (action === 'replay') return once(response, await intake.take(replayed(delivery)))
      if (action === 'edited') {
        const change = await editIn(request)
        if (!change)
          return json(response, 400, {
            message:
              'A header is not of the form "name: value", or has a character that no header can carry.',
          })
        return once(response, await intake.take(await edited(delivery, change, secrets)))
      }
    }
    if (request.method === 'GET') {
      if (pathname === '/api/live') return live.join(response)
      if (pathname === '/api/deliveries') return json(response, 200, overview())
      if (pathname === '/api/search') return json(response, 200, search(searchParams.get('q') ?? ''))
      if (delivery && action === undefined)
        return json(response, 200, {
          ...delivery,
          interrupted: journal.isInterrupted(delivery),
        } satisfies Detail)
      const file = files(pathname, guard.token)
      if (file) {
        response.writeHead(200, { 'content-type': file.type })
        response.end(file.content)
        return
      }
    }
    json(response, 404, { message: 'There is nothing here.' })
  }

  function overview(): Overview {
    const { listeningAt, forwardTo } = options
    return {
      deliveries: journal.all().map((each) => summaryOf(each, journal.isInterrupted(each))),
      listeningAt,
      ...(forwardTo && { forwardTo: forwardTo.href }),
      hasSecret: { jogg: secrets.jogg !== undefined, hoox: secrets.hoox !== undefined },
    }
  }

  function search(text: string): readonly number[] {
    return journal
      .all()
      .filter((each) => mentions(each, text))
      .map(({ id }) => id)
  }

  return createServer(async (request, response) => {
    try {
      await answer(request, response)
    } catch (error) {
      json(response, 500, { message: error instanceof Error ? error.message : String(error) })
    }
  })
}

function replayed({ id, request }: KeptDelivery) {
  return {
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: { bytes: Buffer.from(request.body, 'base64'), state: request.bodyState },
    origin: { kind: 'replayed', of: id } as const,
  }
}

/** The page hears of the delivery itself by the live updates. */
function once(response: ServerResponse, { delivery }: Awaited<ReturnType<Intake['take']>>): void {
  json(response, 201, { id: delivery.id })
}

async function editIn(request: IncomingMessage): Promise<Edit | undefined> {
  try {
    return edit.safeParse(JSON.parse((await readStream(request)).toString())).data
  } catch {
    return undefined
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}
