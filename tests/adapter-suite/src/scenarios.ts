import {
  type Context,
  type DeliveryReport,
  type EventMap,
  hoox,
  jogg,
  memoryStore,
  type Provider,
  type ReceiverOptions,
  type Store,
} from '@vidhook/core'

/** The secrets that the scenarios and the tests share. */
export const SECRET = 'whsec_adapter_suite'
export const CALLBACK_SECRET = 'callback_adapter_suite'
/** The body limit of every scenario, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024
/** Names the request that a report or a run belongs to. */
export const TEST_ID = 'x-test-id'

/** A receiver that every adapter mounts at `/<name>`, on its own server. */
export interface Scenario<Events extends EventMap = EventMap> {
  readonly name: ScenarioName
  readonly provider: Provider<Events>
  readonly options: ReceiverOptions<Events>
}

export const scenarioNames = [
  'jogg',
  'hoox',
  'collecting',
  'deaf',
  'billing',
  'mailing',
  'late',
  'slow-body',
  'store-down',
  'secret-unset',
  'secret-empty',
] as const
export type ScenarioName = (typeof scenarioNames)[number]

/**
 * The receivers. They report runs and outcomes to a ledger by `fetch`, so that they work on every runtime.
 */
export function scenarios(ledgerUrl: string): readonly Scenario<never>[] {
  const tell = (path: string, facts: Record<string, unknown>) =>
    fetch(`${ledgerUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(facts),
    })
  const ran = async (event: unknown, context: Context) => {
    await tell('runs', {
      id: context.headers.get(TEST_ID),
      event,
      eventName: context.eventName,
      callback: context.callback,
    })
  }
  const reported = async (report: DeliveryReport) => {
    const { outcome, reason, eventName, identity, delivery, deviations, handlers } = report
    const id = new Headers([...headerEntries(delivery.headers)]).get(TEST_ID)
    const { kind, status, code } = outcome
    await tell('reports', {
      id,
      kind,
      status,
      code,
      reason,
      eventName,
      identity,
      deviations,
      handlers: handlers.map((run) => run.name),
    })
  }
  const common = { log: false, onDelivery: reported, maxBodyBytes: MAX_BODY_BYTES } as const

  const failedOnce = new Set<string>()
  const failsOnce = async (event: unknown, context: Context) => {
    await ran(event, context)
    if (failedOnce.has(context.identity)) return
    failedOnce.add(context.identity)
    throw new Error('the database is away: secret detail')
  }

  const signed = jogg({ secret: SECRET })
  const calledBack = hoox({ callbackSecret: CALLBACK_SECRET })
  const shared = memoryStore()
  const define = <Events extends EventMap>(
    name: ScenarioName,
    provider: Provider<Events>,
    options: ReceiverOptions<Events>,
  ) =>
    ({
      name,
      provider,
      options: { store: memoryStore(), ...common, ...options },
    }) as unknown as Scenario<never>

  return [
    define('jogg', signed, {
      on: {
        ...Object.fromEntries(Object.keys(signed.events).map((name) => [name, ran])),
        generated_motion_failed: failsOnce,
        generated_image_failed: undefined,
      },
    }),
    define('hoox', calledBack, {
      on: Object.fromEntries(Object.keys(calledBack.events).map((name) => [name, ran])),
    }),
    define('collecting', signed, { on: { generated_script_success: ran }, onUnrecognized: ran }),
    define('deaf', signed, {}),
    define('billing', signed, { store: shared, name: 'billing', on: { generated_script_success: ran } }),
    define('mailing', signed, { store: shared, name: 'mailing', on: { generated_script_success: ran } }),
    define('late', signed, {
      deadlineMs: 250,
      on: {
        generated_script_success: async (event, context) => {
          await ran(event, context)
          await fetch(`${ledgerUrl}/gate`) // answered when the test says so
        },
      },
    }),
    define('slow-body', signed, { bodyTimeoutMs: 3_000, on: { '*': ran } }),
    define('store-down', signed, { store: brokenStore, on: { '*': ran } }),
    define('secret-unset', jogg({ secret: undefined }), { on: { '*': ran } }),
    define('secret-empty', jogg({ secret: '' }), { on: { '*': ran } }),
  ]
}

const down = () => Promise.reject(new Error('connect ECONNREFUSED: secret detail'))
const brokenStore: Store = { claim: down, renew: down, complete: down, release: down }

function* headerEntries(headers: DeliveryReport['delivery']['headers']): Iterable<[string, string]> {
  const entries =
    Symbol.iterator in headers ? (headers as Iterable<[string, string]>) : Object.entries(headers)
  for (const [name, value] of entries) if (value !== undefined) yield [name, String(value)]
}
