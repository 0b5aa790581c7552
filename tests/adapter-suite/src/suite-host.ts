import { describe, expect, test } from 'vitest'
import { testIdOf } from './client.js'
import type { Suite } from './suite.js'

/** The host's own routes must work as if no adapter were mounted. */
export function hostTests(suite: Suite): void {
  test('the path of a webhook may be asked for with a slash at its end', async () => {
    const delivery = await suite.jogg('jogg', 'generated_script_success')
    const response = await fetch(`${delivery.url}/`, { ...delivery, redirect: 'manual' })
    const { status } = suite.options.trailingSlash ?? { status: 200 }
    expect(response.status).toBe(status)
    if (status === 200) suite.expectOneReport(testIdOf(delivery))
  })

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
