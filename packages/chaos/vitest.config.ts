import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'chaos',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Real time is their subject: after all others, and one file after the other.
    fileParallelism: false,
    sequence: { groupOrder: 1 },
  },
})
