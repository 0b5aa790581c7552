import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'bullmq',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Locks and outages take real time: after the tests that keep the machine busy.
    sequence: { groupOrder: 1 },
  },
})
