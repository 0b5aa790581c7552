import { measure, startModule } from './index.js'

const adapters = [
  { name: 'Express', file: 'express.js' },
  { name: 'Fastify', file: 'fastify.js' },
  { name: "Next's route handler", file: 'web.js' },
]

/**
 * What a server's memory comes to over a million deliveries through each adapter, all of them different, with the store that is
 * there by default. Looked at between loads, once the garbage is gone.
 */
export async function measureMemory({ quick }) {
  const measured = []
  for (const adapter of adapters)
    measured.push(await measureAdapter(adapter, quick ? 20_000 : 1_000_000, quick))
  return measured
}

async function measureAdapter({ name, file }, deliveries, quick) {
  const server = { name: 'vidhook', ...(await startModule(file, 'vidhook')) }
  const samples = []
  try {
    let handled = 0
    while (handled < deliveries || samples.length < 8) {
      const { perSecond } = await measure(server, quick ? 1 : 4)
      const sample = await server.memory()
      handled = sample.handled
      samples.push({ ...sample, perSecond })
    }
  } finally {
    await server.stop()
  }
  return { name, deliveries, samples, quarters: quarters(samples) }
}

/** The most that was in use in each quarter of the loads. */
function quarters(samples) {
  const at = (quarter) => Math.round((quarter * samples.length) / 4)
  return [0, 1, 2, 3].map((quarter) => {
    const within = samples.slice(at(quarter), at(quarter + 1))
    const most = (figure) => Math.max(...within.map((sample) => sample[figure]))
    return { heapUsed: most('heapUsed'), rss: most('rss'), perSecond: most('perSecond') }
  })
}
