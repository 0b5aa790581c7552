import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { joggDelivery } from '@vidhook/core/testing'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { samplesFolder } from './samples.js'

const secret = 'whsec_local'

/** “Move to vidhook” says what the route before does wrong. */
describe('docs/migrate.md', () => {
  beforeEach(() => {
    vi.stubEnv('JOGG_WEBHOOK_SECRET', secret)
    for (const method of ['log', 'info', 'error', 'warn'] as const)
      vi.spyOn(console, method).mockReturnValue()
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  test.each([
    ['docs/migrate/before.ts', 'before'],
    ['docs/migrate/after.ts', 'after'],
    ['docs/migrate/octokit-like.ts', 'app', '/api/webhooks/jogg'],
  ])('%s takes what JoggAI signs', async (file, name, path = '/webhooks/jogg') => {
    const url = (await serve(file, name)) + path
    const delivery = await joggDelivery('generated_avatar_video_success', { secret, url })
    expect((await fetch(url, delivery)).status).toBe(200)
  })

  test.each([
    ['docs/migrate/before.ts', 'before', { formatted: 401, unsigned: 500 }],
    ['docs/migrate/after.ts', 'after', { formatted: 200, unsigned: 401 }],
  ])(
    '%s: what it does with a formatted body, and with none of the signature',
    async (file, name, statuses) => {
      const url = `${await serve(file, name)}/webhooks/jogg`
      const { headers, body } = await joggDelivery('generated_avatar_video_success', { secret, url })
      const formatted = JSON.stringify(JSON.parse(new TextDecoder().decode(body)), null, 2)
      const signature = createHmac('sha256', secret).update(formatted).digest('hex')
      const send = async (signed: string) => {
        const all = { ...headers, 'x-webhook-signature': signed }
        return (await fetch(url, { method: 'POST', headers: all, body: formatted })).status
      }
      expect({ formatted: await send(signature), unsigned: await send('') }).toEqual(statuses)
    },
  )
})

async function serve(file: string, name: string): Promise<string> {
  const sample: Readonly<Record<string, RequestListener>> = await import(join(samplesFolder, file))
  const server = createServer(sample[name]).listen(0)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return `http://localhost:${typeof address === 'object' ? address?.port : ''}`
}
