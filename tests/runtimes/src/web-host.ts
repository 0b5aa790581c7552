import { CALLBACK_SECRET, SECRET } from '@vidhook/adapter-suite/scenarios'
import { createReceiver, jogg, type Platform, signCallbackUrl, webHandler } from '@vidhook/core'
import { Hono } from 'hono'
import { about } from './about.js'
import { mountAll } from './scenarios.js'

/** Signs a callback URL for `/sign?url=`, in the same way in each runtime. */
export const SIGNING = {
  secret: CALLBACK_SECRET,
  expiresAt: new Date('2100-01-01'),
  context: { user: 'ü🔑' },
}

/** An application that is one function from a request to a response, as Bun, Deno and Workers run it. */
export interface WebHost {
  fetch(request: Request, platform?: Platform): Promise<Response>
  drain(): Promise<unknown>
}

export function webHost(ledgerUrl: string): WebHost {
  const mounted = mountAll(ledgerUrl, ({ name, provider, options }) => {
    const receiver = createReceiver(provider, options)
    return { path: `/hooks/${name}`, handle: webHandler(receiver), drain: receiver.drain }
  })
  const handlers = new Map(mounted.map(({ path, handle }) => [path, handle]))
  const hono = honoApplication()

  return {
    async fetch(request, platform) {
      const { pathname, searchParams } = new URL(request.url)
      const handle = handlers.get(pathname.replace(/\/$/, ''))
      if (handle) return handle(request, platform)
      switch (pathname) {
        case '/host-before':
        case '/host-after':
          return Response.json({ got: await request.json() })
        case '/about':
          return Response.json(about())
        case '/sign':
          return Response.json(await signCallbackUrl(searchParams.get('url') ?? '', SIGNING))
        default:
          return hono.fetch(request)
      }
    },
    drain: () => Promise.all(mounted.map(({ drain }) => drain())),
  }
}

/** As in the documentation. It also answers what nobody else takes. */
function honoApplication(): Hono {
  const handle = webHandler(createReceiver(jogg({ secret: SECRET }), { log: false, on: { '*': () => {} } }))
  return new Hono().all('/hono/jogg', (context) => handle(context.req.raw))
}
