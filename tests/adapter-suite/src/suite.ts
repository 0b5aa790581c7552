import { randomUUID } from 'node:crypto'
import {
  type HooxDeliveryOptions,
  hooxDelivery,
  type JoggDeliveryOptions,
  joggDelivery,
  type TestDelivery,
} from '@vidhook/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Sent, send, testIdOf } from './client.js'
import { type Ledger, startLedger } from './ledger.js'
import { CALLBACK_SECRET, type ScenarioName, SECRET, TEST_ID } from './scenarios.js'
import { answeredTests } from './suite-answers.js'
import { badBodyTests } from './suite-bodies.js'
import { clientTests } from './suite-clients.js'
import { formTests } from './suite-forms.js'
import { hostTests } from './suite-host.js'
import { propertyTests } from './suite-properties.js'

/** A running server with every scenario of `scenarios(ledgerUrl)` mounted, and two routes of its own. */
export interface AdapterServer {
  /** Where a scenario is mounted. */
  url(scenario: ScenarioName): string
  /**
   * Routes of the host, mounted before and after the webhooks: a POST of JSON is answered with `{ "got": <the JSON> }`.
   * Absent where a framework gives every route a file of its own.
   */
  readonly hostRoutes?: readonly string[]
  close(): Promise<void>
}

export interface AdapterSuiteOptions {
  start(ledgerUrl: string): Promise<AdapterServer>
  /** The framework answers other methods than POST itself, with this status. */
  readonly otherMethods?: { readonly status: number } | undefined
  /** The framework answers by itself, with this status, if the webhook's path is asked for with a slash at its end. */
  readonly trailingSlash?: { readonly status: number } | undefined
  /** The framework holds the answer back until the whole body has arrived; then only the report can be seen. */
  readonly holdsAnswers?: boolean | undefined
  /** The server does not close the connection of a client that goes on sending after its refusal. */
  readonly keepsConnections?: boolean | undefined
  /** The server may put small chunks of a body together before anyone sees them. */
  readonly mergesChunks?: boolean | undefined
  /** Tests of one's own, of the same server. They run after the others and may stop it. */
  readonly more?: ((suite: Suite) => void) | undefined
}

/** What the tests of the suite work with. */
export interface Suite {
  readonly options: AdapterSuiteOptions
  readonly server: AdapterServer
  readonly ledger: Ledger
  /** Sends, and remembers to check in the end that there was exactly one report. */
  send(sent: Sent): Promise<Answer & { readonly id: string }>
  /** A signed delivery of a JoggAI event, with an id of its own. */
  jogg(scenario: ScenarioName, name: string, options?: Partial<JoggDeliveryOptions>): Promise<TestDelivery>
  /** A delivery of a Hoox event to a signed URL, with an id of its own. */
  hoox(name: string, options?: HooxDeliveryOptions): Promise<TestDelivery>
  /** Has `afterAll` check that there was exactly one report of this request. */
  expectOneReport(id: string): void
}

/** The whole outcome table, over real HTTP, the same for every adapter. */
export function adapterSuite(name: string, options: AdapterSuiteOptions): void {
  describe(name, () => {
    const ids = new Set<string>()
    let server: AdapterServer
    let ledger: Ledger

    beforeAll(async () => {
      ledger = await startLedger()
      server = await options.start(ledger.url)
    })

    afterAll(async () => {
      ledger?.openGate()
      await server?.close()
      await ledger?.close()
    })

    const suite: Suite = {
      options,
      get server() {
        return server
      },
      get ledger() {
        return ledger
      },
      async send(sent) {
        const id = testIdOf(sent)
        ids.add(id)
        return { ...(await send(sent)), id }
      },
      jogg: (scenario, name, given) =>
        joggDelivery(name, {
          secret: SECRET,
          url: server.url(scenario),
          ...given,
          headers: { [TEST_ID]: randomUUID(), ...given?.headers },
        }),
      hoox: (name, given) =>
        hooxDelivery(name, {
          callbackSecret: CALLBACK_SECRET,
          url: server.url('hoox'),
          ...given,
          headers: { [TEST_ID]: randomUUID(), ...given?.headers },
        }),
      expectOneReport: (id) => ids.add(id),
    }

    answeredTests(suite)
    formTests(suite)
    badBodyTests(suite)
    clientTests(suite)
    hostTests(suite)
    propertyTests(suite)

    options.more?.(suite)

    test('every delivery was reported exactly once', async () => {
      expect(ids.size).toBeGreaterThan(50)
      for (const id of ids) await ledger.report(id)
      expect([...ids].filter((id) => ledger.reportsOf(id).length !== 1)).toEqual([])
    })
  })
}
