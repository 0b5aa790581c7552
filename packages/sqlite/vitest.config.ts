import { defineConfig } from 'vitest/config'
import { poolWithSqlite } from './test/node/pool.js'

export default defineConfig({
  test: {
    name: 'sqlite',
    include: ['test/**/*.test.ts'],
    pool: poolWithSqlite,
    globalSetup: ['test/node/install.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // These tests measure leases and outages in real time, so they run after the tests that keep the machine busy.
    sequence: { groupOrder: 1 },
  },
})
