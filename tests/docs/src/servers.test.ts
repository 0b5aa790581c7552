import { signCallbackUrl } from '@vidhook/core'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { serveSample } from './run-sample.js'

const secret = 'whsec_local'
const env = {
  JOGG_WEBHOOK_SECRET: secret,
  JOGG_CALLBACK_SECRET: 'callback_local',
  HOOX_CALLBACK_SECRET: 'callback_local',
}

/** Runs each server that the pages show, with its library. */
describe('the server of', () => {
  test.each([
    ['README', 'Express', 'README/server.ts'],
    ['README', 'Fastify', 'README/fastify.ts'],
    ['the list of pages', 'Express', 'docs/README/server.ts'],
    ['@vidhook/express', 'Express', 'packages/express/README/server.ts'],
    ['@vidhook/fastify', 'Fastify', 'packages/fastify/README/server.ts'],
    ['the Express quick start', "Express's json()", 'docs/quick-start-express/kept-bytes.ts'],
    ['“Other servers”', 'NestJS', 'docs/quick-start-other/nest.ts'],
    ['“Other servers”', 'NestJS on Fastify', 'docs/quick-start-other/nest-fastify.ts'],
    ['“Other servers”', 'h3', 'docs/quick-start-other/h3.ts'],
    ['“Other servers”', 'Koa', 'docs/quick-start-other/koa.ts'],
  ])('%s takes what JoggAI signs, with %s', async (_page, _library, file) => {
    const url = `${await urlOf(file)}/webhooks/jogg`
    const signed = await joggDelivery('generated_avatar_video_success', { secret, url })
    const forged = await joggDelivery('generated_avatar_video_success', { secret: 'a guess', url })
    expect((await fetch(url, signed)).status).toBe(200)
    expect((await fetch(url, forged)).status).toBe(401)
  })

  test('README takes what comes to a signed URL of Hoox’s, with Express', async () => {
    const url = `${await urlOf('README/server.ts')}/webhooks/hoox`
    const signed = await hooxDelivery('video_export.completed', {
      callbackSecret: env.HOOX_CALLBACK_SECRET,
      url,
    })
    const bare = await hooxDelivery('video_export.completed', { url })
    expect((await fetch(signed.url, signed)).status).toBe(200)
    expect((await fetch(bare.url, bare)).status).toBe(401)
  })

  test('“Registering your URL” takes a single call of JoggAI’s, with Express', async () => {
    const url = `${await urlOf('docs/register/single-calls.ts')}/webhooks/jogg-calls`
    const delivery = await joggDelivery('generated_script_success', { secret })
    const signed = await signCallbackUrl(url, { secret: env.JOGG_CALLBACK_SECRET })
    expect((await fetch(signed, delivery)).status).toBe(200)
    expect((await fetch(url, delivery)).status).toBe(401)
  })

  test('“Registering your URL” takes what is signed with the secret of the tenant in the URL', async () => {
    const url = `${await urlOf('docs/register/tenants.ts')}/hooks/acme`
    const send = async (signWith: string) => {
      const signed = await joggDelivery('generated_script_success', { secret: signWith, url })
      return (await fetch(url, signed)).status
    }
    expect(await send('whsec_…')).toBe(200)
    expect(await send(secret)).toBe(401)
  })

  test('“Custom providers” takes what the sender signs, with Express', async () => {
    const acmeSecret = `whsec_${Buffer.from('a key of the sender').toString('base64')}`
    const { url } = await serveSample('docs/custom-providers/server.ts', {
      env: { ACME_WEBHOOK_SECRET: acmeSecret },
    })
    const body = JSON.stringify({ type: 'member.joined', data: { email: 'ada@example.com' } })
    const send = (signWith: string) => {
      const now = new Date()
      const headers = {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(signWith).sign('msg_1', now, body),
      }
      return fetch(`${url}/webhooks/acme`, { method: 'POST', headers, body })
    }
    expect((await send('YW5vdGhlciBrZXk=')).status).toBe(401)
    expect((await send(acmeSecret)).status).toBe(200)
  })
})

test('the access log that “Security” gives Fastify has no token in it', async () => {
  const { url, says } = await serveSample('docs/security/access-log.ts')
  await fetch(`${url}/webhooks/hoox?a=1&vidhook=token&b=2`)
  await says(/"url":"\/webhooks\/hoox\?a=1&vidhook=…&b=2"/)
})

async function urlOf(file: string): Promise<string> {
  return (await serveSample(file, { env })).url
}
