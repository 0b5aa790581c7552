import { once } from 'node:events'
import { createServer } from 'node:http'
import { createReceiver, hoox } from '@vidhook/core'
import { nodeDelivery, sendOutcome } from '@vidhook/core/node'
import { isObject } from '../json-object.js'
import { startServer } from '../start-server.js'
import type { JobIds } from './jobs.js'

/** The body of a webhook. */
export type WebhookBody = Readonly<Record<string, unknown>>

/** A server that receives Hoox's webhooks until the expected ones have arrived. */
export interface WebhookWait {
  /** Where it listens, on loopback. */
  readonly url: string
  /** Resolves with the webhook that has these ids, even if it arrived before this call. */
  webhookOf(ids: JobIds): Promise<WebhookBody>
  close(): void
}

/**
 * Listens on loopback, behind the user's tunnel. Accepts only deliveries to a URL that was signed with the secret.
 *
 * @throws CliError if the port is taken.
 */
export async function waitForWebhooks(options: {
  readonly port: number
  readonly callbackSecret: string
  readonly signal: AbortSignal
}): Promise<WebhookWait> {
  const arrived: WebhookBody[] = []
  const keep = (body: unknown) => {
    if (!isObject(body)) return
    arrived.push(body)
    server.emit('webhook')
  }
  const server = createServer((request, response) => {
    const delivery = nodeDelivery(request, 'Nothing else reads the body here.')
    receiver.receive(delivery).then(
      (outcome) => sendOutcome(response, outcome),
      () => response.destroy(),
    )
  })
  const receiver = createReceiver(hoox({ callbackSecret: options.callbackSecret }), {
    log: false,
    on: { '*': keep },
    // Unknown tasks and forms are kept too: the ids decide whether it is the expected webhook.
    onUnrecognized: ({ body }) => keep(body),
  })
  return {
    url: await startServer(server, options.port, '127.0.0.1', '--port'),
    async webhookOf(ids) {
      for (;;) {
        const found = arrived.find((body) => isOf(body, ids))
        if (found) return found
        await once(server, 'webhook', { signal: options.signal })
      }
    },
    close() {
      server.close()
      server.closeIdleConnections() // answers in progress are still sent
    },
  }
}

function isOf(body: WebhookBody, ids: JobIds): boolean {
  return Object.entries(ids).every(([name, id]) => String(body[name]) === id)
}
