import { defineConfig, mergeConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import base from './vitest.config.js'

/** Stop at the first failing test: the mutant is noticed then. */
class FastestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]) {
    return (await super.sort(files)).reverse()
  }
}

/** For `npm run mutation`: the same tests, set up to run a thousand times as fast as possible. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      sequence: { sequencer: FastestFirst },
      // Only Stryker's time limit ends a test, so a slow test is reported as a timeout, not as a failed test.
      testTimeout: 60_000,
    },
  }),
)
