import { startChild } from '../child.js'
import { inTurns, median, medianOf, ratio } from '../rounds.js'
import { openPostgres, openRedis } from './servers.js'

const IN_FLIGHT = 32
const replica = new URL('replica.js', import.meta.url)

/** The same number of deliveries under way, spread over 1, 2, 4 and 8 receivers, each in a process of its own. */
export async function measureReplicas({ quick }) {
  const tables = []
  for (const openStore of [openRedis, openPostgres]) {
    const { kind, url, name, close } = await openStore()
    const contenders = []
    try {
      for (const size of [1, 2, 4, 8]) {
        const replicas = await Promise.all(Array.from({ length: size }, () => startChild(replica)))
        contenders.push({ size, replicas, share: IN_FLIGHT / size })
        await Promise.all(replicas.map((each) => each.call('open', kind, url, name)))
      }
      const ms = quick ? 500 : 1_500
      const rounds = await inTurns(contenders, quick ? 3 : 6, (contender) => receive(contender, ms))
      // The first is warm-up.
      for (const round of rounds) round.shift()
      tables.push({
        kind,
        rows: contenders.map(({ size }, index) => ({
          at: size,
          perSecond: medianOf(rounds[index], 'perSecond'),
          p50: medianOf(rounds[index], 'p50'),
          p99: medianOf(rounds[index], 'p99'),
          besideFirst: ratio(rounds[index], rounds[0], 'perSecond'),
        })),
      })
    } finally {
      await Promise.all(contenders.flatMap(({ replicas }) => replicas.map((each) => each.stop())))
      await close()
    }
  }
  return tables
}

async function receive({ replicas, share }, ms) {
  const enough = Math.ceil((60 * ms) / replicas.length) + share
  for (const each of replicas) await each.call('prepare', enough)
  const results = await Promise.all(replicas.map((each) => each.call('receiveFor', ms, share)))
  return {
    perSecond: (results.reduce((sum, { received }) => sum + received, 0) / ms) * 1000,
    p50: median(results.map(({ p50 }) => p50)),
    p99: Math.max(...results.map(({ p99 }) => p99)),
  }
}
