import { joggDelivery } from '@vidhook/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, type Program, startApp } from '../src/app-process.js'
import { secrets } from './app-suite.js'

const LIMIT = 100

/** What the rate limit of an example promises. The addresses come from a proxy's header. */
export function limitSuite(program: Program): void {
  describe('the rate limit', () => {
    let app: App
    beforeAll(async () => {
      app = await startApp(program, { env: { ...secrets, TRUST_PROXY: '127.0.0.1' } })
    })
    afterAll(() => app.stop())

    async function send(from: string, { secret = secrets.JOGG_WEBHOOK_SECRET, video_id = 'video' } = {}) {
      const delivery = await joggDelivery('generated_avatar_video_success', {
        url: `${app.url}/webhooks/jogg`,
        secret,
        data: { video_id },
        headers: { 'x-forwarded-for': from },
      })
      return (await fetch(delivery.url, delivery)).status
    }

    async function sendMany(count: number, from: string, options?: Parameters<typeof send>[1]) {
      const statuses: number[] = []
      for (let sent = 0; sent < count; sent++) statuses.push(await send(from, options))
      return statuses
    }

    const forged = { secret: 'forged' }
    const times = (count: number, status: number) => Array.from({ length: count }, () => status)

    test('lets forgeries from one address cost nobody else anything', async () => {
      expect(await sendMany(30, '203.0.113.1', forged)).toEqual(times(30, 401))
      expect(await sendMany(40, '198.51.100.1')).toEqual(times(40, 200))
    })

    test('refuses an address that was refused a hundred times, and no other, nor other routes', async () => {
      expect(await sendMany(LIMIT, '203.0.113.2', forged)).toEqual(times(LIMIT, 401))
      expect(await send('203.0.113.2', forged)).toBe(429)
      expect(await send('203.0.113.2')).toBe(429)
      expect(await send('198.51.100.2')).toBe(200)
      const headers = { 'x-forwarded-for': '203.0.113.2' }
      expect((await fetch(`${app.url}/health`, { headers })).status).toBe(200)
    })

    test('never limits what is authentic, however much comes at once', async () => {
      const sent = Array.from({ length: 2 * LIMIT }, (_, at) =>
        send('198.51.100.3', { video_id: `slow_${at}` }),
      )
      expect(await Promise.all(sent)).toEqual(times(2 * LIMIT, 200))
    })

    test('does not count failures of the app', async () => {
      for (let sent = 0; sent <= LIMIT; sent++)
        expect(await send('198.51.100.4', { video_id: `outage_${sent}` })).toBe(500)
      expect(await send('198.51.100.4')).toBe(200)
    })
  })
}
