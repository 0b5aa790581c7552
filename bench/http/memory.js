import { measure, startModule } from './index.js'

/**
 * What a server's memory comes to over a million deliveries, all of them different, with the store that is there by
 * default. Looked at between loads, once the garbage is gone.
 */
export async function measureMemory({ quick }) {
  const deliveries = quick ? 40_000 : 1_000_000
  const server = { name: 'vidhook', ...(await startModule('express.js')('vidhook')) }
  const samples = []
  try {
    let handled = 0
    while (handled < deliveries) {
      const { perSecond } = await measure(server, quick ? 1 : 4)
      const sample = await server.memory()
      handled = sample.handled
      samples.push({ ...sample, perSecond })
    }
  } finally {
    await server.stop()
  }
  return { deliveries, samples, quarters: quarters(samples, deliveries) }
}

/** The most that was in use in each quarter of the deliveries. */
function quarters(samples, deliveries) {
  return [0, 1, 2, 3].map((quarter) => {
    const within = samples.filter(
      ({ handled }) => Math.min(3, Math.floor((handled / deliveries) * 4)) === quarter,
    )
    const most = (figure) => Math.max(...within.map((sample) => sample[figure]))
    return { heapUsed: most('heapUsed'), rss: most('rss'), perSecond: most('perSecond') }
  })
}
