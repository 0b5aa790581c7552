import type { EventMap } from '../providers/provider.js'
import type { Receiver } from '../receiver.js'
import type { Platform } from '../reception.js'
import { webBody } from '../request/body.js'
import type { DeliveryBody } from '../request/delivery.js'

/** Answers a Web-standard `Request`. For work after the answer, pass the platform's object for it, such as a Worker's `ctx`. */
export type WebHandler = (request: Request, platform?: Platform) => Promise<Response>

/**
 * Mounts a receiver on any server with Web-standard requests: Hono, Bun, Deno, Workers, SvelteKit, Astro.
 *
 * @example
 * ```ts
 * const handle = webHandler(createReceiver(jogg({ secret }), { on: { … } }))
 * Bun.serve({ routes: { '/webhooks/jogg': (request) => handle(request) } })
 * ```
 */
export function webHandler<Events extends EventMap>(receiver: Receiver<Events>): WebHandler {
  return async (request, platform) => {
    if (typeof request?.headers?.get !== 'function')
      throw new TypeError(
        'webHandler() takes a Web-standard Request. In Hono, pass context.req.raw. For node:http, use @vidhook/express; for pages/api, @vidhook/next/pages.',
      )
    const { method, url, headers } = request
    const outcome = await receiver.receive({ method, url, headers, body: bodyOf(request) }, platform)
    return new Response(method === 'HEAD' ? null : outcome.body, {
      status: outcome.status,
      headers: outcome.headers,
    })
  }
}

function bodyOf(request: Request): DeliveryBody {
  if (request.bodyUsed || request.body?.locked) {
    return {
      consumed:
        'The body was already read, for example with request.json(). Call the handler first, or pass it a request.clone() made before.',
    }
  }
  return request.body ? webBody(request.body) : new Uint8Array()
}
