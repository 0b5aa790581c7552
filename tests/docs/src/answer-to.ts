import { expect, vi } from 'vitest'

/** Sends a delivery as a provider does, again while the answer is 503: a first connection to a store may take too long. */
export function answerTo(send: () => Promise<Response>): Promise<unknown> {
  return vi.waitFor(
    async () => {
      const response = await send()
      expect(response.status).not.toBe(503)
      return response.json()
    },
    { timeout: 20_000, interval: 200 },
  )
}
