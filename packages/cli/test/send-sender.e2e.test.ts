import { webhook } from '@vidhook/express'
import { fal, luma, mux, replicate } from '@vidhook/providers'
import { falTestKeys } from '@vidhook/providers/testing'
import express from 'express'
import { describe, expect, test, vi } from 'vitest'
import { serve } from './serve.js'
import { vidhook } from './vidhook.js'

const secret = `whsec_${btoa('a secret of the tests')}`
const env = {
  MUX_WEBHOOK_SECRET: secret,
  REPLICATE_WEBHOOK_SECRET: secret,
  FAL_TEST_SECRET: secret,
  LUMA_CALLBACK_SECRET: secret,
}

async function receivers() {
  const heard = vi.fn()
  const options = { log: false, on: { '*': heard } } as const
  const app = express()
    .use(webhook(mux({ secret }), options))
    .use(webhook(replicate({ secret }), options))
    .use(webhook(fal({ keys: falTestKeys(secret) }), options))
    .use(webhook(luma({ callbackSecret: secret }), options))
  return { url: await serve(app), heard }
}

describe('vidhook send, for a sender of @vidhook/providers,', () => {
  test.each([
    ['mux', 'video.asset.ready'],
    ['replicate', 'succeeded'],
    ['fal', 'OK'],
    ['luma', 'completed'],
  ])('signs as %s does', async (name, event) => {
    const { url, heard } = await receivers()
    const run = await vidhook(['send', name, event, '--to', `${url}/webhooks/${name}`], { env })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toMatch(/^200 processed/m)
    expect(run.stdout).toContain(`\n${event} · `)
    expect(heard).toHaveBeenCalledOnce()
  })

  test('sets values, sends many, and carries a context', async () => {
    const { url, heard } = await receivers()
    const args = ['send', 'luma', 'completed', '--to', `${url}/webhooks/luma`, '--count', '3']
    const run = await vidhook([...args, '--set', 'assets.video=v.mp4', '--context', '{"user":"u_42"}'], {
      env,
    })
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('3 of 3 acknowledged') })
    expect(heard.mock.calls.map(([event, { callback }]) => [event.assets.video, callback])).toEqual(
      Array.from({ length: 3 }, () => ['v.mp4', { user: 'u_42' }]),
    )
  })

  test('sends a file as it is, under the name that it has', async () => {
    const { url } = await receivers()
    const stdin = '{"id":"event_1","type":"video.asset.ready"}'
    const run = await vidhook(['send', 'mux', '--from', '-', '--to', `${url}/webhooks/mux`], { env, stdin })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('video.asset.ready · event_1:video.asset.ready · 43 bytes')
  })

  test('says what is missing or not known', async () => {
    const { url } = await receivers()
    const to = ['--to', `${url}/webhooks/mux`]
    const without = await vidhook(['send', 'mux', 'video.asset.ready', ...to])
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('set MUX_WEBHOOK_SECRET') })
    const unsigned = await vidhook(['send', 'luma', 'completed', '--to', `${url}/webhooks/luma`])
    expect(unsigned).toMatchObject({ code: 1, stderr: expect.stringContaining('The URL is not signed') })
    const misspelled = await vidhook(['send', 'mux', 'video.asset.redy', ...to], { env })
    expect(misspelled).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean video.asset.ready?'),
    })
    const unknown = await vidhook(['send', 'mux', 'video.new', '--unknown', ...to], { env })
    expect(unknown.stdout).toMatch(/^422 unrecognized/m)
    expect(await vidhook(['send', 'mux', ...to], { env })).toMatchObject({ code: 2 })
    const odd = ['send', 'replicate', 'failed', '--to', url, '--secret', 'not base64!']
    expect(await vidhook(odd)).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be signed') })
  })

  test('names the event and the answer as JSON', async () => {
    const { url } = await receivers()
    const args = [
      'send',
      'mux',
      'video.asset.ready',
      '--to',
      `${url}/webhooks/mux`,
      '--json',
      '--set',
      'id=e1',
    ]
    const run = await vidhook(args, { env })
    expect(JSON.parse(run.stdout)).toMatchObject({
      provider: 'mux',
      event: 'video.asset.ready',
      identity: 'e1:video.asset.ready',
      acknowledged: true,
    })
  })
})
