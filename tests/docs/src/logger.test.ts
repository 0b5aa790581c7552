import { PassThrough } from 'node:stream'
import { createReceiver, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { pino } from 'pino'
import { expect, test } from 'vitest'

test('pino is a logger as docs/options.md asks for, and binds a handler’s lines to the event', async () => {
  const output = new PassThrough()
  const secret = 'whsec_test'
  const receiver = createReceiver(jogg({ secret }), {
    log: pino({ level: 'warn' }, output),
    on: { generated_script_success: (_, { log }) => log.warn({ credits: 0 }, 'Nothing is left.') },
  })
  await receiver.receive(await joggDelivery('generated_script_success', { secret: 'a guess' }))
  await receiver.receive(await joggDelivery('generated_script_success', { secret, event_id: 'evt_1' }))

  const lines = String(output.read()).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, provider: 'jogg', code: 'unauthenticated', reason: 'signature_mismatch' },
    { level: 40, provider: 'jogg', identity: 'evt_1', credits: 0, msg: 'Nothing is left.' },
  ])
})
