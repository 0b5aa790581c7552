import { createReceiver, jogg } from '@vidhook/core'
import { nodeDelivery, sendOutcome } from '@vidhook/core/node'
import { startApp } from '@vidhook/example-demo/app-process'
import { allApps } from '@vidhook/example-demo/apps'
import { expect, test } from 'vitest'
import { doctor } from './doctor-run.js'
import { serve } from './serve.js'

const env = {
  JOGG_WEBHOOK_SECRET: 'whsec_of_the_doctors_tests',
  HOOX_CALLBACK_SECRET: 'callback secret of the doctor’s tests',
}

test.each(allApps.map((program) => ({ name: program.name, program })))(
  'the $name example passes every probe, for both providers',
  async ({ program }) => {
    const app = await startApp(program, { env })
    try {
      const examine = (provider: string) =>
        doctor([`${app.url}/webhooks/${provider}`, '--provider', provider], { env })
      for (const run of await Promise.all([examine('jogg'), examine('hoox')])) {
        const notPassed = run.json.probes.filter(({ verdict }) => verdict !== 'passed')
        expect(notPassed.map(({ id, verdict, found }) => ({ id, verdict, found }))).toEqual([
          { id: 'rotated-secret', verdict: 'skipped', found: 'No --rotated-secret was given.' },
          { id: 'https', verdict: 'skipped', found: 'The URL leads to this machine.' },
        ])
        expect(run).toMatchObject({ code: 0, stderr: '', json: { ok: true, counts: { failed: 0 } } })
        expect(run.json.counts.passed).toBeGreaterThanOrEqual(40)
      }
    } finally {
      await app.stop()
    }
  },
)

test('while a secret is rotated, the other one is accepted, too', async () => {
  const receiver = createReceiver(jogg({ secret: ['whsec_the_new_one', 'whsec_the_old_one'] }), {
    log: false,
    bodyTimeoutMs: 2_000,
  })
  const url = await serve(async (request, response) => {
    sendOutcome(response, await receiver.receive(nodeDelivery(request, 'The body is gone.')))
  })
  const secrets = ['--secret', 'whsec_the_new_one', '--rotated-secret', 'whsec_the_old_one']
  const run = await doctor([url, '--provider', 'jogg', ...secrets])
  expect(run.json.probes.find(({ id }) => id === 'rotated-secret')).toMatchObject({ verdict: 'passed' })
  expect(run.code).toBe(0)
})
