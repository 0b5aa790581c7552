import { once } from 'node:events'
import { createServer } from 'node:http'
import { createReceiver, type HooxEvent, hoox } from '@vidhook/core'
import { nodeDelivery, sendOutcome } from '@vidhook/core/node'
import { CliError } from '../exit.js'
import type { StartedJob } from './jobs.js'

/** A server that takes Hoox's webhooks until the one that is waited for has come. */
export interface WebhookWait {
  /** The port of loopback that it listens at. */
  readonly port: number
  /** Resolves with the event of the job, also if it came before it was asked for. */
  eventOf(job: StartedJob): Promise<HooxEvent>
  close(): void
}

/**
 * Listens on loopback, where a tunnel ends, before the job is started. Only what comes by a URL that was signed with the
 * secret is believed.
 *
 * @throws CliError if the port is taken.
 */
export async function waitForWebhooks(options: {
  readonly port: number
  readonly callbackSecret: string
  readonly signal: AbortSignal
}): Promise<WebhookWait> {
  const arrived: HooxEvent[] = []
  const server = createServer((request, response) => {
    const delivery = nodeDelivery(request, 'Nothing else reads the body here.')
    receiver.receive(delivery).then(
      (outcome) => sendOutcome(response, outcome),
      () => response.destroy(),
    )
  })
  const receiver = createReceiver(hoox({ callbackSecret: options.callbackSecret }), {
    log: false,
    on: {
      '*': (event) => {
        arrived.push(event)
        server.emit('event')
      },
    },
  })
  await listening(server, options.port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    async eventOf({ ids }) {
      for (;;) {
        const found = arrived.find((event) => isOf(event, ids))
        if (found) return found
        await once(server, 'event', { signal: options.signal })
      }
    },
    close() {
      server.close()
      server.closeIdleConnections() // an answer on its way still gets there
    },
  }
}

async function listening(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw new CliError(
      taken
        ? `Port ${port} is taken: give another --port.`
        : `Cannot listen at port ${port}: ${String(error)}`,
    )
  }
}

function isOf(event: HooxEvent, ids: StartedJob['ids']): boolean {
  return Object.entries(ids).every(([name, id]) => String(Reflect.get(event, name)) === id)
}
