import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'postgres',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // These tests measure leases and outages in real time, so they run after the tests that keep the machine busy.
    sequence: { groupOrder: 1 },
  },
})
