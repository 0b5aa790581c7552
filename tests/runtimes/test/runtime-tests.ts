import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { openConnection, SECRET, type Suite, send, TEST_ID } from '@vidhook/adapter-suite'
import { signCallbackUrl } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import type { ServerProgram } from '../runtimes/runtimes.js'
import { EVENT, type RuntimeScenarioName, VECTOR_SECRETS } from '../src/scenarios.js'
import { SIGNING } from '../src/web-host.js'
import type { Server } from './server.js'
import { vectors } from './vectors.js'

/** Tests of what may differ between runtimes: the crypto, and how long work continues after its answer. */
export function runtimeTests(suite: Suite, program: ServerProgram, server: () => Server): void {
  const deliver = async (scenario: RuntimeScenarioName, event_id = `evt_${randomUUID()}`) => {
    const id = randomUUID()
    const delivery = await joggDelivery(EVENT, {
      secret: VECTOR_SECRETS[0] ?? '',
      url: `${server().url}/hooks/${scenario}`,
      event_id,
      headers: { [TEST_ID]: id },
    })
    return { ...delivery, id }
  }
  /** Sends an event again until it is acknowledged, as providers do. */
  const untilAcknowledged = async (scenario: RuntimeScenarioName, event_id: string) => {
    const ids: string[] = []
    for (;;) {
      const { id, ...delivery } = await deliver(scenario, event_id)
      ids.push(id)
      const { status, json } = await send(delivery)
      if (status === 200) return { outcome: json?.outcome, ids }
    }
  }
  /** Sends a delivery on its own connection, and reads the answer later. */
  const begin = async ({ url, headers, body }: Awaited<ReturnType<typeof deliver>>) => {
    const length = String(body.byteLength)
    const connection = await openConnection(url, {
      ...headers,
      'content-length': length,
      connection: 'close',
    })
    connection.write(body)
    return connection
  }

  describe('on this runtime', () => {
    test('the server runs where it is meant to, and with the crypto it is meant to have', () => {
      expect(server().about).toEqual(program.about)
    })

    test.each(Object.entries(vectors))(
      'a test vector %s is accepted, and nothing near it',
      async (_, vector) => {
        const { url, headers } = await deliver('vectors')
        const answer = async (signature: string, text = vector.body) => {
          const body = new TextEncoder().encode(text)
          const sent = { ...headers, [TEST_ID]: randomUUID(), 'x-webhook-signature': signature }
          const { status, json } = await send({ method: 'POST', url, headers: sent, body })
          return `${status} ${json?.outcome}`
        }
        const { signature, body } = vector
        const changed = signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))
        expect(await answer(changed)).toBe('401 rejected')
        expect(await answer(signature, `${body} `)).toBe('401 rejected')
        expect(await answer(signature)).toBe('200 processed')
        expect(await answer(signature)).toBe('200 duplicate')
      },
    )

    test.each(['ed25519', 'rs256'] as const)(
      'a signature of the kind %s is verified with a key that the sender publishes',
      async (key) => {
        const url = `${server().url}/hooks/published-keys`
        const body = new TextEncoder().encode(JSON.stringify({ id: randomUUID() }))
        const signature = Buffer.from(suite.ledger.sign(key, body)).toString('hex')
        const answer = async (sent: { key?: string; signature?: string; body?: Uint8Array<ArrayBuffer> }) => {
          const headers = {
            'content-type': 'application/json',
            'x-key': sent.key ?? key,
            'x-signature': sent.signature ?? signature,
          }
          return (await send({ method: 'POST', url, headers, body: sent.body ?? body })).status
        }
        // At the same time, so that they need the keys at the same time.
        const statuses = await Promise.all([
          answer({}),
          answer({ key: 'unknown' }),
          answer({ key: key === 'rs256' ? 'ed25519' : 'rs256' }),
          answer({ signature: signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }),
          answer({ body: new TextEncoder().encode('{}') }),
          answer({ signature: '' }),
        ])
        expect(statuses).toEqual([200, 401, 401, 401, 401, 401])
      },
    )

    if (program.signs)
      test('a callback URL is signed as on every other', async () => {
        const url = suite.server.url('hoox')
        const response = await fetch(`${server().url}/sign?${new URLSearchParams({ url })}`)
        expect(await response.json()).toBe(await signCallbackUrl(url, SIGNING))
      })

    if (program.signs)
      test('Hono passes a delivery on', async () => {
        const url = `${server().url}/hono/jogg`
        expect(await send(await joggDelivery(EVENT, { secret: SECRET, url }))).toMatchObject({ status: 200 })
        expect(await send(await joggDelivery(EVENT, { secret: 'a guess', url }))).toMatchObject({
          status: 401,
        })
      })

    test('work given to waitUntil() goes on after the answer', async () => {
      const { id, ...delivery } = await deliver('outlasting')
      expect(await send(delivery)).toMatchObject({ status: 200, json: { outcome: 'processed' } })
      expect(suite.ledger.runsOf(id)).toEqual([])
      suite.ledger.openGate(id)
      expect(await suite.ledger.run(id)).toMatchObject({ eventName: EVENT })
    })

    test('a handler that gives up at the deadline, as its signal says, runs again', async () => {
      const event_id = `evt_${randomUUID()}`
      const { id, ...delivery } = await deliver('aborted', event_id)
      expect(await send(delivery)).toMatchObject({ status: 503, json: { outcome: 'late' } })
      const { ids } = await untilAcknowledged('aborted', event_id)
      expect([id, ...ids].flatMap(suite.ledger.runsOf)).toHaveLength(2)
    })

    test('a client that does not wait for the answer leaves the work undisturbed', async () => {
      const event_id = `evt_${randomUUID()}`
      const delivery = await deliver('patient', event_id)
      const connection = await begin(delivery)
      await suite.ledger.run(delivery.id)
      connection.destroy()
      expect((await send(await deliver('patient', event_id))).json).toMatchObject({ outcome: 'busy' })
      suite.ledger.openGate(delivery.id)
      const { outcome, ids } = await untilAcknowledged('patient', event_id)
      expect(outcome).toBe('duplicate')
      expect([delivery.id, ...ids].flatMap(suite.ledger.runsOf)).toHaveLength(1)
    })

    if (program.drains)
      test('a server that is told to stop finishes what it has begun', async () => {
        suite.ledger.openGate() // a failed test may have left a handler waiting
        const inFlight = await deliver('patient')
        const connection = await begin(inFlight)
        await suite.ledger.run(inFlight.id)
        const { id: outlasting, ...delivery } = await deliver('outlasting')
        expect(await send(delivery)).toMatchObject({ status: 200 })

        const ended = server().stop()
        while (await isListening(server().url)); // for nothing new
        suite.ledger.openGate(inFlight.id)
        suite.ledger.openGate(outlasting)

        expect(await connection.read()).toMatch(/^HTTP\/1\.1 200 .*"outcome":"processed"/s)
        expect(await ended).toBe(0)
        expect(suite.ledger.runsOf(outlasting)).toHaveLength(1)
      })
  })
}

async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
