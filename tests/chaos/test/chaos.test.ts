import { describe, expect, test } from 'vitest'
import { optionsOf } from '../src/options.js'
import { planOf } from '../src/plan.js'
import { reportOf } from '../src/report/report.js'
import { runChaos } from '../src/run-chaos.js'
import { storesHere } from './servers.js'

const stores = await storesHere()
const { CHAOS_SEED: seed = String(Math.floor(Math.random() * 2 ** 31)) } = process.env
console.info(`The seed of this chaos is ${seed}: CHAOS_SEED=${seed} npm test`)

// What has to happen in each, or it would be a walk in the park.
describe.runIf(stores.length > 0).each([
  {
    what: 'that share a store',
    args: [],
    outcomes: ['processed', 'duplicate', 'busy', 'late', 'failed', 'timeout'],
  },
  { what: 'with an inbox between them', args: ['--inbox', 'both'], outcomes: ['queued', 'duplicate'] },
])('processes $what, broken on purpose,', ({ args, outcomes }) => {
  test.concurrent.each(stores)('lose no event on %s, and run none twice without a cause', async (store) => {
    const options = optionsOf(['--short', '--seed', seed, ...args])
    const plan = planOf(options)
    const result = await runChaos({ plan, store, setup: options.setup })
    const { broken, text } = reportOf(plan, result)
    expect(broken, text).toEqual([])

    const faults = new Set(result.facts.faults.map(({ kind }) => kind))
    faults.delete('stall') // not on purpose
    expect([...faults].sort()).toEqual(['freeze', 'kill', 'start', 'stop', 'store down', 'store up', 'thaw'])
    const seen = result.facts.attempts.map(({ answer }) => answer.outcome)
    for (const outcome of outcomes) expect(seen).toContain(outcome)
  })
})
