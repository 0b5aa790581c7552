import { defineConfig, mergeConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import base from './vitest.config.js'

/** A mutant is done with at the first test that fails. */
class FastestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]) {
    return (await super.sort(files)).reverse()
  }
}

/** For `npm run mutation`: the same tests, as fast as they can be run a thousand times. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      sequence: { sequencer: FastestFirst },
      // Only Stryker's own limit ends a test: what was merely slow is then a timeout in its report, not a kill.
      testTimeout: 60_000,
    },
  }),
)
