import { describe, expect, test } from 'vitest'
import { optionsOf } from '../src/options.js'
import { planOf } from '../src/plan.js'
import { chronicleOf } from '../src/report/chronicle.js'
import { summaryOf } from '../src/report/summary.js'
import { runChaos } from '../src/run-chaos.js'
import { verify } from '../src/verify.js'
import { storesHere } from './servers.js'

const stores = await storesHere()
const { CHAOS_SEED: seed } = process.env
const options = optionsOf(['--short', ...(seed === undefined ? [] : ['--seed', seed])])
console.info(`The seed of this chaos is ${options.seed}: CHAOS_SEED=${options.seed} npm test`)

describe.runIf(stores.length > 0).concurrent('replicas that are broken on purpose', () => {
  test.each(stores)('lose no event on %s, and run none twice without a cause', async (store) => {
    const plan = planOf(options)
    const result = await runChaos({ plan, store, replicas: options.replicas })
    const verdict = verify(plan, result.facts)
    const offenders = new Set(verdict.violations.map((violation) => violation.event))
    const stories = [...offenders].map((event) => chronicleOf(event, result.facts))
    const report = [summaryOf(plan, result, verdict), ...stories].join('\n')
    expect([...verdict.violations, ...result.complaints], report).toEqual([])

    // Many faults did happen.
    const faults = new Set(result.facts.faults.map(({ kind }) => kind))
    expect([...faults].sort()).toEqual(['freeze', 'kill', 'start', 'stop', 'store down', 'store up', 'thaw'])
    const outcomes = result.facts.attempts.map(({ answer }) => answer.outcome)
    for (const outcome of ['processed', 'duplicate', 'busy', 'late', 'failed', 'timeout'])
      expect(outcomes).toContain(outcome)
  })
})
