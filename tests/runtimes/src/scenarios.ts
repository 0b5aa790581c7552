import { type ScenarioName, scenarios, TEST_ID } from '@vidhook/adapter-suite/scenarios'
import {
  type Context,
  decodeHex,
  defineProvider,
  type EventMap,
  type JoggEvents,
  jogg,
  jwks,
  type Provider,
  type ReceiverOptions,
  verifySignature,
} from '@vidhook/core'

/** The routes that depend on the runtime: on how long work may continue, and on its crypto. */
export type RuntimeScenarioName = 'vectors' | 'published-keys' | 'outlasting' | 'patient' | 'aborted'

/** The secrets of the test vectors: in the form of JoggAI's guide, with non-ASCII characters, and longer than a SHA-256 block. */
export const VECTOR_SECRETS = ['whsec_abc123xyz', 'schlüssel-🔑', 'x'.repeat(200)]

/** The event that the scenarios listen for. */
export const EVENT = 'generated_script_success'

/** The receivers to mount at `/hooks/<name>`. */
export interface Mount<Events extends EventMap> {
  readonly name: ScenarioName | RuntimeScenarioName
  readonly provider: Provider<Events>
  readonly options: ReceiverOptions<Events>
}

/** Mounts the receivers of the adapters' suite and those of this one. */
export function mountAll<Mounted>(
  ledgerUrl: string,
  mount: <Events extends EventMap>(what: Mount<Events>) => Mounted,
): readonly Mounted[] {
  return [
    ...scenarios(ledgerUrl).map((scenario) => mount(scenario)),
    ...runtimeScenarios(ledgerUrl).map((scenario) => mount(scenario)),
    mount(publishedKeys(ledgerUrl)),
  ]
}

/** A sender that signs the body and publishes its keys. Every authentic delivery is taken as an unknown event. */
function publishedKeys(ledgerUrl: string): Mount<Record<never, never>> {
  const keys = jwks(`${ledgerUrl}/jwks`, { allowHttp: true })
  return {
    name: 'published-keys',
    provider: defineProvider({
      name: 'published-keys',
      timeoutMs: 10_000,
      events: {},
      authenticate: (delivery) =>
        verifySignature({
          keys,
          keyId: delivery.headers.get('x-key'),
          message: delivery.body,
          signatures: [decodeHex(delivery.headers.get('x-signature') ?? '')],
          delivery,
        }),
      identify: () => ({ kind: 'unidentified', reason: 'It has no events.' }),
    }),
    options: { log: false, onUnrecognized: () => {} },
  }
}

function runtimeScenarios(ledgerUrl: string): readonly Mount<JoggEvents>[] {
  const ran = async (event: unknown, { headers, eventName }: Context) => {
    const body = JSON.stringify({ id: headers.get(TEST_ID), event, eventName })
    await fetch(`${ledgerUrl}/runs`, { method: 'POST', body })
  }
  /** Waits until the test releases this request. */
  const gate = async ({ headers }: Context, signal: AbortSignal | null = null) => {
    await fetch(`${ledgerUrl}/gate/${headers.get(TEST_ID)}`, { signal })
  }
  const begun = new Set<string>()

  const define = (name: RuntimeScenarioName, options: ReceiverOptions<JoggEvents>) => ({
    name,
    provider: jogg({ secret: VECTOR_SECRETS }),
    options: { log: false, ...options } as const,
  })
  return [
    define('vectors', { on: { [EVENT]: ran } }),
    define('outlasting', {
      on: { [EVENT]: (event, context) => context.waitUntil(gate(context).then(() => ran(event, context))) },
    }),
    define('patient', {
      on: {
        [EVENT]: async (event, context) => {
          await ran(event, context)
          await gate(context)
        },
      },
    }),
    define('aborted', {
      deadlineMs: 250,
      on: {
        [EVENT]: async (event, context) => {
          await ran(event, context)
          if (begun.has(context.identity)) return
          begun.add(context.identity)
          await gate(context, context.signal)
        },
      },
    }),
  ]
}
