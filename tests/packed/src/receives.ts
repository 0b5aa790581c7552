import { randomUUID } from 'node:crypto'
import { type Ledger, startLedger } from '@vidhook/adapter-suite'
import { joggDelivery } from '@vidhook/core/testing'
import { type App, startApp } from '@vidhook/example-demo/app-process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const SECRET = 'whsec_packed'

export interface Server {
  readonly name: string
  /** The name of its project. */
  readonly directory: () => string
  /** The file that Node runs. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where it receives JoggAI's deliveries. @default /hooks/jogg */
  readonly paths?: readonly string[]
}

/** Tests that a project's server receives deliveries. Its handler reports each run to the ledger. */
export function receives({ name, directory, args, env, paths = ['/hooks/jogg'] }: Server): void {
  describe(name, () => {
    let ledger: Ledger
    let app: App
    beforeAll(async () => {
      ledger = await startLedger()
      const settings = { ...env, LEDGER_URL: ledger.url, JOGG_WEBHOOK_SECRET: SECRET }
      app = await startApp({ name, directory: directory(), args }, { env: settings, timeoutMs: 60_000 })
    })
    afterAll(async () => {
      await app?.stop()
      await ledger?.close()
    })

    describe.each(paths)('at %s', (path) => {
      const deliver = async (event_id: string, secret: string) => {
        const url = app.url + path
        const delivery = await joggDelivery('generated_script_success', { url, event_id, secret })
        const response = await fetch(delivery.url, delivery)
        const answer: unknown = await response.json()
        return { status: response.status, answer, runs: ledger.runsOf(event_id).length }
      }

      test('runs the handler of a signed delivery once, however often it arrives', async () => {
        const id = randomUUID()
        expect(await deliver(id, SECRET)).toEqual({ status: 200, answer: { outcome: 'processed' }, runs: 1 })
        expect(await deliver(id, SECRET)).toEqual({ status: 200, answer: { outcome: 'duplicate' }, runs: 1 })
      })

      test('refuses a forged delivery and runs nothing', async () => {
        const forged = await deliver(randomUUID(), 'a guess')
        expect(forged).toMatchObject({ status: 401, answer: { outcome: 'rejected' }, runs: 0 })
      })
    })
  })
}
