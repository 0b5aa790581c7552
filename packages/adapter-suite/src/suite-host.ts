import { describe, expect, test } from 'vitest'
import type { Suite } from './suite.js'

/** The host's own routes, which must not notice that an adapter is mounted. */
export function hostTests(suite: Suite): void {
  describe("the host's own routes", () => {
    test('before and after the webhooks still get their JSON parsed', async () => {
      for (const route of suite.server.hostRoutes ?? []) {
        const response = await fetch(route, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"a":[1,{"b":"é"}]}',
        })
        expect(response.status).toBe(200)
        expect(await response.json()).toEqual({ got: { a: [1, { b: 'é' }] } })
      }
    })

    test('that are not there are the answer of the host', async () => {
      const response = await fetch(`${suite.server.url('jogg')}-elsewhere`, { method: 'POST', body: '{}' })
      expect(response.status).toBe(404)
      expect(await response.text()).not.toContain('outcome')
    })
  })
}
