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

/** A running server with every scenario of `scenarios(ledgerUrl)`, and two routes of its own. */
export interface AdapterServer {
  /** Where a scenario is mounted. */
  url(scenario: ScenarioName): string
  /**
   * Routes of the host, mounted before and after the webhooks: a POST of JSON is answered with `{ "got": <the JSON> }`.
   * Absent if the framework needs a file for every route.
   */
  readonly hostRoutes?: readonly string[]
  close(): Promise<void>
}

export interface AdapterSuiteOptions {
  start(ledgerUrl: string): Promise<AdapterServer>
  /** The framework answers other methods than POST itself, with this status. */
  readonly otherMethods?: { readonly status: number } | undefined
  /** The framework's own status for the webhook's path with a slash at its end. */
  readonly trailingSlash?: { readonly status: number } | undefined
  /** The framework holds the answer back until the whole body has arrived. Then the tests check only the report. */
  readonly holdsAnswers?: boolean | undefined
  /** The server does not close the connection of a client that keeps sending after its refusal. */
  readonly keepsConnections?: boolean | undefined
  /** The platform passes a body on only when it has all of it. Then the tests with slow and broken clients are left out. */
  readonly buffersBodies?: boolean | undefined
  /** The server may join small chunks of a body. */
  readonly mergesChunks?: boolean | undefined
  /** Further tests of the same server. They run after the others and may stop it. */
  readonly more?: ((suite: Suite) => void) | undefined
}

/** The tools of the suite's tests. */
export interface Suite {
  readonly options: AdapterSuiteOptions
  readonly server: AdapterServer
  readonly ledger: Ledger
  /** Sends a request. `afterAll` checks that there was exactly one report of it. */
  send(sent: Sent): Promise<Answer & { readonly id: string }>
  /** A signed delivery of a JoggAI event with a new id. */
  jogg(scenario: ScenarioName, name: string, options?: Partial<JoggDeliveryOptions>): Promise<TestDelivery>
  /** A delivery of a Hoox event with a new id to a signed URL. */
  hoox(name: string, options?: HooxDeliveryOptions): Promise<TestDelivery>
  /** Makes `afterAll` check that there was exactly one report of this request. */
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
    if (!options.buffersBodies) clientTests(suite)
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
