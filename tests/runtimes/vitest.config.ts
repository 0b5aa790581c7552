import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/runtimes/test/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // More than there are processors: each file waits for its servers most of the time.
    maxWorkers: 7,
  },
})
