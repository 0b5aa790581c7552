import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit'

/** The statuses of refused deliveries. Not those of a failed handler or a busy event, which are not the sender's fault. */
const REFUSALS = new Set([400, 401, 405, 408, 413, 415])

const LIMIT = 100

/**
 * Answers 429 to an address that was refused a hundred times within a minute. Only refusals count, so a provider may send as
 * much as it likes.
 */
export function limitRefusals() {
  const refused = new MemoryStore()
  return rateLimit({
    store: refused,
    windowMs: 60_000,
    limit: LIMIT,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Skip the limiter's own count, which includes every request: count a request only when it has been refused.
    async skip(request, response) {
      const address = ipKeyGenerator(request.ip ?? '')
      const seen = await refused.get(address)
      if (seen && seen.totalHits >= LIMIT) return false
      response.once('finish', () => {
        if (REFUSALS.has(response.statusCode)) void refused.increment(address)
      })
      return true
    },
  })
}
