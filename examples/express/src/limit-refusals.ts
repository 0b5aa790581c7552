import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit'

/** What a delivery that is not the provider's is answered with. A failed handler or a busy event is not its fault. */
const REFUSALS = new Set([400, 401, 405, 408, 413, 415])

const LIMIT = 100

/**
 * An address that was refused a hundred times within a minute is answered 429. Nothing else counts, so a provider may send as
 * much as it likes, all at once too.
 */
export function limitRefusals() {
  const refused = new MemoryStore()
  return rateLimit({
    store: refused,
    windowMs: 60_000,
    limit: LIMIT,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // A request is not counted when it comes, but when it has been refused.
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
