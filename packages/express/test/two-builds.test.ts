import { createRequire } from 'node:module'
import { createReceiver, defineProvider, MisconfiguredError } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { expect, test, vi } from 'vitest'

type Core = typeof import('@vidhook/core')

const required: Core = createRequire(import.meta.url)('@vidhook/core')
const builds: [string, Core, Core][] = [
  ['ESM', { ...required, createReceiver, MisconfiguredError }, required],
  ['CommonJS', required, { ...required, MisconfiguredError }],
]

test.each(builds)(
  'the %s build recognizes a MisconfiguredError of the other build',
  async (_name, ours, other) => {
    expect(ours.MisconfiguredError).not.toBe(other.MisconfiguredError)
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const cause = new Error('the vault is sealed')
    const acme = defineProvider({
      name: 'acme',
      timeoutMs: 5_000,
      events: {},
      authenticate() {
        throw new other.MisconfiguredError('secret_unavailable', 'Unseal the vault.', { cause })
      },
      identify: () => ({ kind: 'unidentified', reason: 'none' }),
    })
    const outcome = await ours
      .createReceiver(acme, { log })
      .receive(await joggDelivery('any', { secret: 's' }))
    expect(outcome).toMatchObject({ kind: 'misconfigured', code: 'secret_unavailable' })
    expect(log.error).toHaveBeenCalledWith(expect.objectContaining({ err: cause }), 'Unseal the vault.')
  },
)

test('instanceof recognizes only this error, and distinguishes subclasses', () => {
  class Sealed extends MisconfiguredError {}
  const mine = new MisconfiguredError('secret_missing', 'mine')
  const foreign = new required.MisconfiguredError('secret_missing', 'foreign')
  expect(mine).toBeInstanceOf(MisconfiguredError)
  expect(foreign).toBeInstanceOf(MisconfiguredError)
  expect(new Sealed('secret_missing', 'sealed')).toBeInstanceOf(MisconfiguredError)
  expect(new Sealed('secret_missing', 'sealed')).toBeInstanceOf(Sealed)
  expect(mine).not.toBeInstanceOf(Sealed)
  expect(foreign).not.toBeInstanceOf(Sealed)
  for (const other of [
    new Error('other'),
    new TypeError('other'),
    {},
    { name: 'MisconfiguredError' },
    null,
    'text',
  ])
    expect(other instanceof MisconfiguredError).toBe(false)
})
