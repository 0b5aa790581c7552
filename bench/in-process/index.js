import { startChild } from '../child.js'
import { inTurns, medianOf, ratio } from '../rounds.js'
import { receivers } from './receivers.js'

const module = new URL('contender.js', import.meta.url)

/** Every receiver beside the floor and beside octokit, each in a process of its own, in turns. */
export async function measureInProcess({ quick }) {
  const sizes = [
    { bytes: 300, count: quick ? 5_000 : 10_000 },
    { bytes: 4_096, count: quick ? 2_000 : 5_000 },
    { bytes: 65_536, count: quick ? 300 : 800 },
    { bytes: 262_144, count: quick ? 50 : 150 },
    { bytes: 1_000_000, count: quick ? 20 : 40 },
  ]
  const tables = []
  for (const { bytes, count } of sizes) {
    const contenders = []
    try {
      for (const name of Object.keys(receivers)) {
        const child = await startChild(module)
        contenders.push({ name, child })
        await child.call('open', name)
        for (let warm = 0; warm < 3; warm++) await child.call('round', bytes, count)
      }
      const rounds = await inTurns(contenders, quick ? 5 : 11, ({ child }) =>
        child.call('round', bytes, count),
      )
      tables.push({ bytes, rows: rowsOf(contenders, rounds) })
    } finally {
      for (const { child } of contenders) await child.stop()
    }
  }
  return tables
}

function rowsOf(contenders, rounds) {
  const roundsOf = (name) => rounds[contenders.findIndex((contender) => contender.name === name)]
  return contenders.map(({ name }) => ({
    name,
    us: medianOf(roundsOf(name), 'us'),
    p99: medianOf(roundsOf(name), 'p99'),
    cpuUs: medianOf(roundsOf(name), 'cpuUs'),
    besideFloor: ratio(roundsOf(name), roundsOf('floor'), 'us'),
    cpuBesideFloor: ratio(roundsOf(name), roundsOf('floor'), 'cpuUs'),
    besideLimit: ratio(roundsOf(name), roundsOf('limit'), 'us'),
    besideOctokit: ratio(roundsOf(name), roundsOf('octokit'), 'us'),
    cpuBesideOctokit: ratio(roundsOf(name), roundsOf('octokit'), 'cpuUs'),
  }))
}
