import { createReceiver, hoox, signCallbackUrl } from '@vidhook/core'
import { hooxDelivery } from '@vidhook/core/testing'
import { expect, test } from 'vitest'
import { edited } from './edited.js'
import type { KeptDelivery, Verification } from './kept-delivery.js'

const callbackSecret = 'callback secret of the tests'
const HOUR = 60 * 60 * 1000
const context = { userId: 'u_42' }

/** The URL of a delivery after it was edited and signed again. */
async function signedAgain(url: string, state: Verification['state'] = 'verified') {
  const { pathname, search } = new URL(url)
  const original = deliveryTo(`${pathname}${search}`, state)
  const change = { headers: [], body: '{}', sign: true }
  return (await edited(original, change, { jogg: undefined, hoox: callbackSecret })).url
}

test('a Hoox URL keeps its expiry and its context', async () => {
  const expiresAt = Date.now() + HOUR
  const url = await signCallbackUrl('http://localhost/webhooks/hoox?a=1', {
    secret: callbackSecret,
    expiresAt,
    context,
  })
  const again = await signedAgain(url)
  expect(again).toMatch(new RegExp(`^/webhooks/hoox\\?a=1&vidhook=${expiresAt}\\.`))
  expect(await verdictOn(again)).toMatchObject({ kind: 'processed', callback: context })
})

test('an expired URL stays expired', async () => {
  const url = 'http://localhost/webhooks/hoox'
  const expired = await hooxDelivery('video_export.completed', {
    url,
    callbackSecret,
    expiresAt: Date.now() - HOUR,
  })
  const again = await signedAgain(expired.url)
  expect(await verdictOn(again)).toMatchObject({ kind: 'rejected' })
})

test('a URL without an expiry gets none', async () => {
  const url = await signCallbackUrl('http://localhost/webhooks/hoox', { secret: callbackSecret })
  expect(await signedAgain(url)).toMatch(/\?vidhook=-\./)
})

test('what an unverified URL says is not signed', async () => {
  const forged = await signCallbackUrl('http://localhost/webhooks/hoox', { secret: 'forged', context })
  const again = await signedAgain(forged, 'refused')
  expect(await verdictOn(again)).toMatchObject({ kind: 'processed', callback: {} })
})

async function verdictOn(url: string) {
  let callback: unknown
  const receiver = createReceiver(hoox({ callbackSecret }), {
    log: false,
    on: {
      '*': (_event, { callback: carried }) => {
        callback = carried ?? {}
      },
    },
  })
  const { kind } = await receiver.receive(await hooxDelivery('video_export.completed', { url }))
  return { kind, callback }
}

function deliveryTo(url: string, state: Verification['state']): KeptDelivery {
  return {
    id: 1,
    receivedAt: new Date().toISOString(),
    origin: { kind: 'received' },
    request: { method: 'POST', url, headers: [], body: '', bodyState: 'whole' },
    result: {
      provider: 'hoox',
      verification: state === 'refused' ? { state, reason: 'callback_mismatch' } : { state },
      outcome: { kind: 'duplicate', status: 200, body: '' },
      claimed: false,
      deviations: [],
      status: 200,
      durationMs: 1,
    },
  }
}
