import type { Store } from '../once/store.js'
import { handshake } from '../providers/handshake.js'
import { hoox } from '../providers/hoox/index.js'
import { jogg } from '../providers/jogg/index.js'
import { defineProvider, type EventMap, type Provider } from '../providers/provider.js'
import { createReceiver, type Receiver } from '../receiver.js'
import type { DeliveryReport } from '../report/report.js'
import { deliveryHeaders } from '../request/headers.js'
import { isJsonObject } from '../request/json.js'
import type { ReceiverOptions } from '../settings.js'
import { fieldPayloads } from './field-payloads.js'
import { hooxDelivery } from './hoox-delivery.js'
import { hooxSamples } from './hoox-samples.js'
import { type JoggDeliveryOptions, joggDelivery } from './jogg-delivery.js'
import { joggSamples } from './jogg-samples.js'
import type { TestDelivery } from './test-delivery.js'

/** A receiver that the adapter has mounted on a server. */
export interface ServedReceiver {
  /** The URL to send deliveries to, such as `http://127.0.0.1:41234/webhooks/jogg`. */
  readonly url: string | URL
  /** Called at the end of the case. */
  close(): Promise<unknown> | unknown
}

/** How to serve a receiver with the adapter to test. */
export interface AdapterHarness {
  /** Mounts the receiver with the adapter, for every method, on a new server that listens on a free port. */
  serve<Events extends EventMap>(receiver: Receiver<Events>): Promise<ServedReceiver>
}

/** One rule of the contract, with its test. */
export interface AdapterContractCase {
  readonly name: string
  /** Rejects if the adapter breaks the rule. */
  run(harness: AdapterHarness): Promise<void>
}

const SECRET = 'whsec_adapter_contract'
const CALLBACK_SECRET = 'the secret of the contract'
const NAME = 'generated_script_success'
const MAX_BODY_BYTES = 4096

/**
 * The rules for every adapter, as tests over HTTP for any test runner: the receiver gets each delivery as it was sent, and the
 * sender gets the receiver's answer, for each row of the outcome table.
 *
 * @example
 * ```ts
 * describe('my adapter', () => {
 *   for (const { name, run } of adapterContract) {
 *     test(name, () => run({ serve: async (receiver) => listen(myAdapter(receiver)) }))
 *   }
 * })
 * ```
 */
export const adapterContract: readonly AdapterContractCase[] = [
  define('every event of JoggAI is processed', async ({ joggServer }) => {
    const { url, send, runs } = await joggServer({})
    for (const name of Object.keys(joggSamples)) {
      await expectAnswer(send(await signed(url, { name })), 200, 'processed')
      expectEqual(runs.at(-1)?.name, name, 'the event that the handler got')
    }
  }),

  define('every event of Hoox is processed, with the context of its signed URL', async ({ hooxServer }) => {
    const { url, send, runs } = await hooxServer({})
    for (const name of Object.keys(hooxSamples)) {
      const context = { user: 'ü 1&2' }
      const delivery = await hooxDelivery(name, { url, callbackSecret: CALLBACK_SECRET, context })
      await expectAnswer(send(delivery), 200, 'processed')
      expectEqual(runs.at(-1)?.name, name, 'the event that the handler got')
      expectEqual(runs.at(-1)?.callback, context, 'the context that the handler got')
    }
  }),

  define('a signed URL keeps the spelling of its query', async ({ hooxServer }) => {
    const { url, send } = await hooxServer({})
    const spelled = `${url}?b=x%20y&flag&a=1&b=%C3%A9~`
    const delivery = await hooxDelivery('video_export.failed', {
      url: spelled,
      callbackSecret: CALLBACK_SECRET,
    })
    await expectAnswer(send(delivery), 200, 'processed')
  }),

  define('every published payload is processed', async ({ joggServer, hooxServer }) => {
    const servers = { jogg: await joggServer({}), hoox: await hooxServer({}) }
    for (const { provider, expect, body: published } of fieldPayloads) {
      const { url, send, runs } = servers[provider]
      const body = JSON.stringify(published)
      const delivery =
        provider === 'jogg'
          ? await signed(url, { name: expect.event, body })
          : await hooxDelivery(expect.event, { url, callbackSecret: CALLBACK_SECRET, body })
      await expectAnswer(send(delivery), 200, expect.outcome)
      expectEqual(runs.at(-1)?.name, expect.event, 'the event that the handler got')
    }
  }),

  define('a field of another type is left out and reported', async ({ joggServer }) => {
    const { url, send, reports } = await joggServer({})
    await expectAnswer(
      send(await signed(url, { data: { script_id: 's_1', error: 7 }, name: 'generated_script_failed' })),
      200,
      'processed',
    )
    expectEqual(reports.at(-1)?.deviations, [{ field: 'data.error', found: 'number' }], 'the deviations')
  }),

  define('the body reaches the receiver byte for byte, in any JSON spelling', async ({ joggServer }) => {
    const { url, send, runs } = await joggServer({})
    const body = `\t{ "event":"${NAME}",\r\n "timestamp":1.0e3, "event_id" : "e_1", "data":{"title":"\\u00e9 é 🎬"} }\n`
    await expectAnswer(send(await signed(url, { body })), 200, 'processed')
    expectEqual(runs.at(-1)?.data, { title: 'é é 🎬' }, 'the data that the handler got')
  }),

  define('an event that nobody listens for is ignored', async ({ joggServer }) => {
    const { url, send } = await joggServer({ on: {} })
    await expectAnswer(send(await signed(url)), 200, 'ignored')
  }),

  define('a repeated delivery is a duplicate, and its handlers do not run again', async ({ joggServer }) => {
    const { url, send, runs } = await joggServer({})
    const delivery = await signed(url)
    await expectAnswer(send(delivery), 200, 'processed')
    await expectAnswer(send(delivery), 200, 'duplicate')
    expectEqual(runs.length, 1, 'the number of runs')
  }),

  define('a repeat runs the handler again after it failed', async ({ joggServer }) => {
    let fails = true
    const { url, send } = await joggServer({
      on: {
        '*': () => {
          if (fails) throw new Error('a detail for the log alone')
        },
      },
    })
    const delivery = await signed(url)
    const { text } = await expectAnswer(send(delivery), 500, 'failed', 'handler_failed')
    expectEqual(text.includes('detail'), false, 'an answer that contains the error')
    fails = false
    await expectAnswer(send(delivery), 200, 'processed')
  }),

  define(
    'an event that is being worked on is busy, and late once the deadline has passed',
    async ({ joggServer }) => {
      let finish = () => {}
      const finished = new Promise<void>((resolve) => {
        finish = resolve
      })
      const { url, send, receiver } = await joggServer({ deadlineMs: 250, on: { '*': () => finished } })
      try {
        const delivery = await signed(url)
        const first = send(delivery)
        const late = await expectAnswer(first, 503, 'late', 'deadline_passed')
        const busy = await expectAnswer(send(delivery), 503, 'busy', 'in_progress')
        for (const { headers } of [late, busy])
          expectEqual(/^[1-9]\d*$/.test(headers.get('retry-after') ?? ''), true, 'a Retry-After in seconds')
        finish()
        await receiver.drain()
        await expectAnswer(send(delivery), 200, 'duplicate')
      } finally {
        finish()
      }
    },
  ),

  define('an unavailable store makes the sender try again', async ({ joggServer }) => {
    const fail = () => Promise.reject(new Error('a detail for the log alone'))
    const store: Store = { claim: fail, renew: fail, complete: fail, release: fail }
    const { url, send, runs } = await joggServer({ store })
    await expectAnswer(send(await signed(url)), 503, 'unavailable', 'store_unavailable')
    expectEqual(runs.length, 0, 'the number of runs')
  }),

  define('a forged delivery is rejected, and no handler runs', async ({ joggServer, hooxServer }) => {
    const { url, send, runs } = await joggServer({})
    const authentic = await signed(url)
    const { 'x-webhook-signature': _signature, ...unsigned } = authentic.headers
    const altered = new Uint8Array(authentic.body)
    altered[altered.length - 2] = 0x20
    for (const forged of [
      await signed(url, { secret: 'a guess' }),
      { ...authentic, headers: unsigned },
      { ...authentic, body: altered },
    ]) {
      await expectAnswer(send(forged), 401, 'rejected', 'unauthenticated')
    }
    const called = await hooxServer({})
    const bare = await hooxDelivery('video_export.completed', { url: called.url })
    await expectAnswer(called.send(bare), 401, 'rejected', 'unauthenticated')
    expectEqual(runs.length + called.runs.length, 0, 'the number of runs')
  }),

  define('another method than POST is answered 405 with Allow', async ({ joggServer }) => {
    const { url, send } = await joggServer({})
    const { headers, body } = await signed(url)
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
      const hasBody = method !== 'GET' && method !== 'HEAD'
      const answer = await send({ method, url, headers, ...(hasBody && { body }) })
      expectEqual(answer.status, 405, `the status for ${method}`)
      expectEqual(answer.headers.get('allow'), 'POST', `the Allow header for ${method}`)
    }
  }),

  define('a handshake is answered, whatever its method', async ({ serve }) => {
    const { url, send, runs } = await serve(asksFirst, {})
    for (const method of ['OPTIONS', 'GET'])
      await expectAnswer(send({ method, url, headers: {} }), 200, 'handshake')
    const headers = { 'content-type': 'application/json' }
    const { text, ...echoed } = await send({ method: 'POST', url, headers, body: '{"challenge":"abc-123"}' })
    expectEqual(text, '{"challenge":"abc-123"}', 'the answer to a challenge')
    expectEqual(echoed.headers.get('x-content-type-options'), 'nosniff', 'the header against sniffing')
    expectEqual(runs.length, 0, 'the number of runs')
  }),

  define('another content type than JSON, or a compressed body, is answered 415', async ({ joggServer }) => {
    const { url, send } = await joggServer({})
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ]) {
      const delivery = await signed(url, { headers: { 'content-type': type } })
      await expectAnswer(send(delivery), 415, 'rejected', 'content_type_unsupported')
    }
    const zipped = await signed(url, { headers: { 'content-encoding': 'gzip' } })
    await expectAnswer(send(zipped), 415, 'rejected', 'content_encoding_unsupported')
  }),

  define('a body may be as large as the limit, and no larger', async ({ joggServer }) => {
    const { url, send } = await joggServer({})
    const frame = `{"event_id":"e_1","event":"${NAME}","timestamp":1,"data":{}}`
    await expectAnswer(send(await signed(url, { body: frame.padEnd(MAX_BODY_BYTES) })), 200, 'processed')
    const larger = await signed(url, { body: frame.padEnd(MAX_BODY_BYTES + 1) })
    await expectAnswer(send(larger), 413, 'rejected', 'body_too_large')
  }),

  define(
    'a signed body that is not JSON, or contradicts its headers, is rejected',
    async ({ joggServer }) => {
      const { url, send } = await joggServer({})
      for (const body of ['', '{', 'event=1', '\u0000'])
        await expectAnswer(send(await signed(url, { body })), 400, 'rejected', 'body_not_json')
      const mismatch = await signed(url, { headers: { 'x-webhook-event': 'generated_image_success' } })
      await expectAnswer(send(mismatch), 400, 'rejected', 'event_mismatch')
    },
  ),

  define('an unknown authentic event is refused, or taken by onUnrecognized', async ({ joggServer }) => {
    const unknown = { name: 'generated_hologram_success' }
    const refusing = await joggServer({})
    await expectAnswer(
      refusing.send(await signed(refusing.url, { body: '{}' })),
      422,
      'unrecognized',
      'event_unrecognized',
    )
    const taking = await joggServer({ onUnrecognized: () => {} })
    await expectAnswer(taking.send(await signed(taking.url, unknown)), 200, 'unrecognized')
  }),

  define('a receiver without its secret answers that it is set up wrong', async ({ serve }) => {
    const { url, send } = await serve(jogg({ secret: undefined }), {})
    await expectAnswer(send(await signed(url)), 500, 'misconfigured', 'secret_missing')
  }),

  define("a request to another path is not the webhook's", async ({ joggServer }) => {
    const { url, send, reports } = await joggServer({})
    const { text } = await send(await signed(`${url}-elsewhere`))
    expectEqual(text.includes('"outcome"'), false, 'an answer of the receiver')
    expectEqual(reports.length, 0, 'the number of reports')
  }),

  define('every delivery is reported once, with its method, URL and headers', async ({ joggServer }) => {
    const { url, send, reports } = await joggServer({})
    await send(await signed(`${url}?a=%20b`, { headers: { 'x-request-id': 'r_1' } }))
    expectEqual(reports.length, 1, 'the number of reports')
    const { method, url: asked = '', headers = {} } = reports[0]?.delivery ?? {}
    const { pathname, search, origin } = new URL(`${url}?a=%20b`)
    expectEqual(method, 'POST', 'the method')
    expectEqual(asked.replace(origin, ''), pathname + search, 'the URL')
    expectEqual(deliveryHeaders(headers).get('x-request-id'), 'r_1', 'a header')
  }),
]

/** A sender that asks whether the URL is ours. */
const asksFirst = defineProvider({
  name: 'asks-first',
  timeoutMs: 5_000,
  events: {},
  authenticate: () => ({ ok: true }),
  handshake: handshake(({ method, body }) => {
    if (method !== 'POST') return {}
    return body !== undefined && isJsonObject(body) ? { echo: { challenge: body.challenge } } : undefined
  }),
  identify: () => ({ kind: 'unidentified', reason: 'It sends no events.' }),
})

/** What a handler got in one run. */
interface Run {
  readonly name: string
  readonly data: unknown
  readonly callback: unknown
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A receiver that is served for one case. */
interface Mounted {
  readonly url: string
  readonly receiver: Pick<Receiver, 'drain'>
  readonly runs: readonly Run[]
  readonly reports: readonly DeliveryReport[]
  send(request: Pick<TestDelivery, 'url' | 'headers'> & RequestInit): Promise<Answer>
}

type Options = Omit<ReceiverOptions<EventMap>, 'log' | 'maxBodyBytes' | 'onDelivery'>

interface Parts {
  /** Serves a receiver. Unless `on` is given, a handler for every event records its runs. */
  serve<Events extends EventMap>(provider: Provider<Events>, options: Options): Promise<Mounted>
  joggServer(options: Options): Promise<Mounted>
  hooxServer(options: Options): Promise<Mounted>
}

function define(name: string, tryOut: (parts: Parts) => Promise<void>): AdapterContractCase {
  return {
    name,
    async run(harness) {
      const servers: ServedReceiver[] = []
      const serve: Parts['serve'] = async (provider, { on, ...options }) => {
        const runs: Run[] = []
        const reports: DeliveryReport[] = []
        const receiver = createReceiver<EventMap>(provider, {
          log: false,
          maxBodyBytes: MAX_BODY_BYTES,
          onDelivery: (report) => reports.push(report),
          on: on ?? {
            '*': (event, { eventName, callback }) =>
              void runs.push({ name: eventName, data: Object(event).data, callback }),
          },
          ...options,
        })
        const server = await harness.serve(receiver)
        servers.push(server)
        return { url: String(server.url), receiver, runs, reports, send }
      }
      try {
        await tryOut({
          serve,
          joggServer: (options) => serve(jogg({ secret: SECRET }), options),
          hooxServer: (options) => serve(hoox({ callbackSecret: CALLBACK_SECRET }), options),
        })
      } finally {
        for (const server of servers) await server.close()
      }
    },
  }
}

/** A signed delivery of a JoggAI event with a new identity. */
function signed(
  url: string,
  { name = NAME, ...options }: Partial<JoggDeliveryOptions> & { readonly name?: string } = {},
): Promise<TestDelivery> {
  return joggDelivery(name, { secret: SECRET, url, ...options })
}

async function send({ url, ...init }: Parameters<Mounted['send']>[0]): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: 'manual' })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

async function expectAnswer(
  answering: Promise<Answer>,
  status: number,
  outcome: string,
  code?: string,
): Promise<Answer> {
  const answer = await answering
  const wanted = `${status} with ${outcome}${code === undefined ? '' : `, ${code}`}`
  const found = jsonOf(answer.text)
  expectThat(
    answer.status === status && found.outcome === outcome && found.code === code,
    `the answer ${wanted}, not ${answer.status} with ${answer.text.slice(0, 200)}`,
  )
  const type = answer.headers.get('content-type') ?? ''
  expectThat(type.startsWith('application/json'), `an answer of type application/json, not "${type}"`)
  return answer
}

function jsonOf(text: string): { readonly outcome?: unknown; readonly code?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function expectEqual(actual: unknown, expected: unknown, subject: string): void {
  const found = JSON.stringify(actual)
  const wanted = JSON.stringify(expected)
  expectThat(found === wanted, `${subject}: ${wanted}, not ${found}`)
}

function expectThat(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`The adapter breaks its contract. Expected ${sentence}.`)
}
