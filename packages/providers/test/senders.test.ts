import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import {
  createReceiver,
  type Delivery,
  type DeliveryReport,
  type EventMap,
  type Provider,
} from '@vidhook/core'
import { webhook } from '@vidhook/express'
import express from 'express'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type SenderDeliveryOptions,
  type SenderName,
  type SenderTestDelivery,
  senderDelivery,
  senders,
} from '../src/testing.js'
import { minimalBodies } from './minimal-bodies.js'

const SECRET = `whsec_${btoa('the secret of the test')}`
const OTHER = `whsec_${btoa('the secret of a stranger')}`
const HOURS = 3_600
/** Their events have ids of their own, whatever they are about. */
const HAVE_EVENT_IDS: readonly string[] = ['mux', 'replicate', 'gemini', 'openai']

const names = Object.keys(senders) as SenderName[]
const providerOf = (name: SenderName, secret: string | undefined = SECRET): Provider =>
  senders[name].provider(secret)
const eventsOf = (name: SenderName) => Object.keys(providerOf(name).events)
const firstEvent = (name: SenderName) => eventsOf(name)[0] ?? ''

/** Receives deliveries, one after the other, and says what became of them. */
async function receive(provider: Provider, ...deliveries: readonly Delivery[]) {
  const heard = vi.fn<(event: unknown, name: string) => void>()
  const unknown = vi.fn<(name: string | undefined) => void>()
  const reports: DeliveryReport[] = []
  const receiver = createReceiver<EventMap>(provider, {
    log: false,
    on: { '*': (event, { eventName }) => heard(event, eventName) },
    onUnrecognized: ({ name }) => unknown(name),
    onDelivery: (report) => reports.push(report),
  })
  const outcomes = []
  for (const delivery of deliveries) outcomes.push(await receiver.receive(delivery))
  return { outcomes, kinds: outcomes.map(({ kind }) => kind), heard, unknown, reports }
}

const delivery = (name: SenderName, options: SenderDeliveryOptions = {}, event = firstEvent(name)) =>
  senderDelivery(name, event, { secret: SECRET, ...options })

describe.each(names)('%s', (name) => {
  const provider = providerOf(name)
  const { proof, timestamped } = senders[name]

  test('is the name of its provider', () => {
    expect(provider.name).toBe(name)
  })

  test.each(eventsOf(name))('%s reaches its handler, whole', async (event) => {
    const sent = await delivery(name, {}, event)
    const { outcomes, heard, reports } = await receive(provider, sent)
    expect(outcomes).toMatchObject([{ kind: 'processed', status: 200 }])
    expect(heard).toHaveBeenCalledExactlyOnceWith(expect.anything(), event)
    expect(reports[0]?.deviations ?? []).toEqual([])
    expect(heard.mock.lastCall?.[0]).toMatchObject(withoutNull(JSON.parse(textOf(sent))))
  })

  test('an altered body is refused, if the sender signs', async () => {
    const sent = await delivery(name)
    const altered = { ...sent, body: new TextEncoder().encode(`${textOf(sent)} `) }
    const { kinds, heard } = await receive(provider, altered)
    expect(kinds).toEqual([proof === 'signature' ? 'rejected' : 'processed'])
    expect(heard).toHaveBeenCalledTimes(proof === 'signature' ? 0 : 1)
  })

  test.runIf(timestamped).each([-2, 2])(
    'a delivery of a clock that is %i h off is refused',
    async (hours) => {
      const timestamp = Math.floor(Date.now() / 1000) + hours * HOURS
      const { outcomes, reports } = await receive(provider, await delivery(name, { timestamp }))
      expect(outcomes).toMatchObject([{ kind: 'rejected', status: 401 }])
      expect(reports[0]?.reason).toBe('timestamp_outside_tolerance')
    },
  )

  test('a replay is a duplicate, and another event is not', async () => {
    const one = await delivery(name)
    const { kinds, heard } = await receive(provider, one, one, await delivery(name))
    expect(kinds).toEqual(['processed', 'duplicate', 'processed'])
    expect(heard).toHaveBeenCalledTimes(2)
  })

  test.skipIf(HAVE_EVENT_IDS.includes(name))('each event of one job is handled', async () => {
    const sent = await Promise.all(
      eventsOf(name).map((event) => delivery(name, { id: 'job_1', timestamp: now() }, event)),
    )
    const { kinds } = await receive(provider, ...sent)
    expect(kinds).toEqual(sent.map(() => 'processed'))
  })

  test('without a proof it is refused', async () => {
    const sent = await senderDelivery(name, firstEvent(name))
    const { outcomes, heard, reports } = await receive(provider, sent)
    expect(outcomes).toMatchObject([{ kind: 'rejected', status: 401 }])
    expect(reports[0]?.reason).toMatch(/_(missing|malformed)$/)
    expect(heard).not.toHaveBeenCalled()
  })

  test('with a proof that was sent twice it is refused', async () => {
    const { outcomes, heard } = await receive(provider, repeated(await delivery(name)))
    expect(outcomes).toMatchObject([{ kind: 'rejected', status: 401 }])
    expect(heard).not.toHaveBeenCalled()
  })

  test('signed with another secret it is refused', async () => {
    const { outcomes, heard, reports } = await receive(provider, await delivery(name, { secret: OTHER }))
    expect(outcomes).toMatchObject([{ kind: 'rejected', status: 401 }])
    expect(reports[0]?.reason).toMatch(/_mismatch$/)
    expect(heard).not.toHaveBeenCalled()
  })

  test.runIf(name !== 'fal').each([undefined, ''])(
    'with the secret %j nothing is accepted',
    async (secret) => {
      const without = senders[name].provider(secret) as Provider
      expect(without.setup()).toMatchObject([{ level: 'error', code: 'secret_missing' }])
      const sent = [await delivery(name), await senderDelivery(name, firstEvent(name))]
      const { outcomes } = await receive(without, ...sent)
      for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 500, code: 'secret_missing' })
    },
  )

  test('an unknown event is told by its name', async () => {
    const { kinds, unknown, heard } = await receive(provider, await delivery(name, {}, 'new.kind.of_event'))
    expect(kinds).toEqual(['unrecognized'])
    expect(unknown).toHaveBeenCalledExactlyOnceWith('new.kind.of_event')
    expect(heard).not.toHaveBeenCalled()
  })

  test.each(['{}', '[]', 'null', '"text"', '{"status":7}'])('the body %s is unrecognized', async (body) => {
    const { kinds } = await receive(provider, await delivery(name, { body }))
    expect(kinds).toEqual(['unrecognized'])
  })

  test.each(eventsOf(name))('%s needs no field but those that identify it', async (event) => {
    const body = JSON.stringify(minimalBodies[name](event, 'id_1'))
    const { kinds, reports } = await receive(provider, await delivery(name, { body }, event))
    expect(kinds).toEqual(['processed'])
    expect(reports[0]?.deviations ?? []).toEqual([])
  })

  test('a field of another type is left out, and the handler runs', async () => {
    const event = firstEvent(name)
    const sample = Object.keys(senders[name].sample(event, 'id_1', now()))
    const odd = Object.fromEntries(sample.map((field) => [field, [[{ odd: true }]]]))
    const body = JSON.stringify({ ...odd, ...minimalBodies[name](event, 'id_1') })
    expect((await receive(provider, await delivery(name, { body }, event))).kinds).toEqual(['processed'])
  })

  test('is served by Express', async () => {
    const heard = vi.fn()
    const app = express().use(webhook(provider, { log: false, on: { '*': heard } }))
    const at = `${await listen(app)}/webhooks/${name}`
    const post = async (sent: SenderTestDelivery) => (await fetch(sent.url, sent)).json()
    const sent = await delivery(name, { url: at })
    expect(await post(sent)).toEqual({ outcome: 'processed' })
    expect(await post(sent)).toEqual({ outcome: 'duplicate' })
    expect(await post(await delivery(name, { url: at, secret: OTHER }))).toMatchObject({
      outcome: 'rejected',
    })
    expect(heard).toHaveBeenCalledOnce()
  })
})

function now(): number {
  return Math.floor(Date.now() / 1000)
}

function textOf({ body }: SenderTestDelivery): string {
  return new TextDecoder().decode(body)
}

/** A receiver leaves out what is `null`. */
function withoutNull(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null))
}

/** As Node and fetch join a header that was sent twice; and a URL with its token twice. */
function repeated({ url, headers, ...rest }: SenderTestDelivery): Delivery {
  const twice = Object.entries(headers).map(([name, value]) =>
    name === 'content-type' ? [name, value] : [name, `${value}, ${value}`],
  )
  const token = /vidhook=[^&]+/.exec(url)?.[0]
  return { ...rest, url: token ? `${url}&${token}` : url, headers: Object.fromEntries(twice) }
}

async function listen(app: express.Express): Promise<string> {
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
