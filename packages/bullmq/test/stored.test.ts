import { createReceiver, hoox, signCallbackUrl } from '@vidhook/core'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { BACKENDS, type Backend, closing } from './backends.js'
import { joggReceiver, NAME } from './receivers.js'

describe.each(BACKENDS)('what is stored in %s', (_, make) => {
  let backend: Backend | undefined
  const opened = closing()
  beforeAll(async () => {
    backend = await make()
  })
  afterEach(() => opened.all())
  afterAll(() => backend?.remove())

  test('has no secret of a delivery in it', async () => {
    if (!backend) return
    const inbox = opened.inbox(backend.options())
    const planted = {
      authorization: 'Bearer planted-authorization',
      cookie: 'session=planted-cookie',
      'x-api-key': 'planted-key',
    }
    const secret = 'whsec_planted'
    const jogged = await joggDelivery(NAME, {
      secret: 'whsec_test',
      event_id: 'evt_visible',
      headers: planted,
    })
    expect((await joggReceiver({ inbox }).receive(jogged)).kind).toBe('queued')
    const url = await signCallbackUrl('https://example.com/hooks?tenant=planted-tenant', {
      secret,
      context: { user: 'seen' },
    })
    const hooxed = await hooxDelivery('video_export.completed', { url, headers: planted })
    expect(
      (
        await createReceiver(hoox({ callbackSecret: secret }), {
          inbox,
          log: false,
          storeTimeoutMs: 10_000,
        }).receive(hooxed)
      ).kind,
    ).toBe('queued')

    const dump = await backend.dump()
    expect(dump).toContain('evt_visible')
    expect(dump).toContain('seen')
    expect(dump).not.toContain('planted')
    expect(dump).not.toContain(jogged.headers['x-webhook-signature'])
    expect(dump).not.toContain(new URL(url).searchParams.get('vidhook'))
  })

  test.each([
    ['with a byte order mark', (json: string) => `\uFEFF${json}`],
    [
      'with an escaped NUL and a lone surrogate',
      (json: string) => json.replace('{', '{"odd":"\\u0000\\ud800",'),
    ],
    [
      'with odd spacing, and a member twice',
      (json: string) => json.replace('{', '{ "twice":1,\r\n"twice":1.0, '),
    ],
    ['of almost 1 MiB', (json: string) => json.replace('{', `{"large":"${'é'.repeat(500_000)}",`)],
  ])('is a body byte for byte: %s', async (_what, change) => {
    if (!backend) return
    const inbox = opened.inbox(backend.options(`bytes-${crypto.randomUUID()}`))
    const { body } = await joggDelivery(NAME, { secret: 'whsec_test' })
    const sent = await joggDelivery(NAME, {
      secret: 'whsec_test',
      body: change(new TextDecoder().decode(body)),
    })
    expect((await joggReceiver({ inbox }).receive(sent)).kind).toBe('queued')
    const seen = vi.fn<(bytes: Uint8Array) => void>()
    opened.also(inbox.work([joggReceiver({ on: { '*': (_event, { rawBody }) => seen(rawBody) } })]))
    await vi.waitFor(() => expect(seen).toHaveBeenCalled(), { timeout: 10_000 })
    expect(Buffer.compare(seen.mock.calls[0]?.[0] ?? new Uint8Array(), sent.body)).toBe(0)
  })
})
