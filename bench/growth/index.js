import { startChild } from '../child.js'
import { inTurns, medianOf, ratio } from '../rounds.js'
import { measureReplicas } from './replicas.js'

const contender = new URL('../in-process/contender.js', import.meta.url)

/** How the cost of one delivery grows, each time in turns with the smallest. */
export async function measureGrowth(options) {
  const { quick } = options
  const count = quick ? 1_500 : 8_000
  const rounds = quick ? 2 : 7
  const of = (points) => grow(points, rounds)
  return {
    bytes: await of(
      [300, 1_024, 4_096, 16_384, 65_536, 262_144, 1_000_000].map((bytes) => ({
        at: bytes,
        bytes,
        count: Math.max(40, Math.min(count, Math.round(20_000_000 / bytes))),
      })),
    ),
    handlers: await of(
      [1, 2, 4, 8, 16, 32].map((handlers) => ({ at: handlers, bytes: 300, count, options: { handlers } })),
    ),
    secrets: await of(
      [1, 2, 4, 8].map((secrets) => ({ at: secrets, bytes: 300, count, options: { secrets } })),
    ),
    remembered: await of(
      [1_000, 10_000, 100_000, 1_000_000].map((remembered) => ({
        at: remembered,
        bytes: 300,
        count,
        options: { remembered },
      })),
    ),
    replicas: await measureReplicas(options),
  }
}

async function grow(points, rounds) {
  const contenders = []
  try {
    for (const point of points) {
      const child = await startChild(contender)
      contenders.push({ ...point, child })
      await child.call('open', 'vidhook', point.options)
      for (let warm = 0; warm < 3; warm++) await child.call('round', point.bytes, point.count)
    }
    const results = await inTurns(contenders, rounds, ({ child, bytes, count }) =>
      child.call('round', bytes, count),
    )
    return points.map(({ at }, index) => ({
      at,
      us: medianOf(results[index], 'us'),
      p99: medianOf(results[index], 'p99'),
      cpuUs: medianOf(results[index], 'cpuUs'),
      besideFirst: ratio(results[index], results[0], 'us'),
    }))
  } finally {
    for (const { child } of contenders) await child.stop()
  }
}
