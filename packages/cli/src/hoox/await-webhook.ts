import { once } from 'node:events'
import { createServer } from 'node:http'
import { createReceiver, hoox, type JsonValue } from '@vidhook/core'
import { nodeDelivery, sendOutcome } from '@vidhook/core/node'
import { errorCode } from '../../../core/src/error-code.js'
import { CliError } from '../exit.js'
import type { JobIds } from './jobs.js'

/** The body of a webhook. */
export type WebhookBody = { readonly [field: string]: JsonValue }

/** A server that receives Hoox's webhooks until the expected ones have arrived. */
export interface WebhookWait {
  /** The port on loopback that it listens on. */
  readonly port: number
  /** Resolves with the webhook that has these ids, even if it arrived before this call. */
  webhookOf(ids: JobIds): Promise<WebhookBody>
  close(): void
}

/**
 * Listens on loopback, where a tunnel ends. Accepts only deliveries to a URL that was signed with the secret.
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
  await listening(server, options.port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
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

async function listening(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch (error) {
    const taken = errorCode(error) === 'EADDRINUSE'
    throw new CliError(
      taken
        ? `Port ${port} is taken: give another --port.`
        : `Cannot listen at port ${port}: ${String(error)}`,
    )
  }
}

function isObject(body: unknown): body is WebhookBody {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

function isOf(body: WebhookBody, ids: JobIds): boolean {
  return Object.entries(ids).every(([name, id]) => String(body[name]) === id)
}
