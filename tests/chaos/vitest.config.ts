import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'chaos',
    include: ['test/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 60_000,
    // Real time is their subject: after the tests that keep the machine busy.
    sequence: { groupOrder: 1 },
  },
})
