import { SECRET, send } from '@vidhook/adapter-suite'
import { joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { bun, elysia } from '../runtimes/runtimes.js'
import { EVENT } from '../src/scenarios.js'
import { canRun } from './on-runtime.js'
import { startServer } from './server.js'

describe.skipIf(!canRun(bun()))('Elysia, on Bun', () => {
  test('passes a delivery on', async () => {
    const server = await startServer(elysia(), '')
    expect(server.about).toEqual(elysia().about)
    const url = `${server.url}/webhooks/jogg`
    expect(await send(await joggDelivery(EVENT, { secret: SECRET, url }))).toMatchObject({ status: 200 })
    expect(await send(await joggDelivery(EVENT, { secret: 'a guess', url }))).toMatchObject({ status: 401 })
    expect(await server.stop()).toBe(0)
  })
})
