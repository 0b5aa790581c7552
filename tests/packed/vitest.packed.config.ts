import { defineConfig } from 'vitest/config'

// Not among the projects of `npm test`: it needs the registry, and minutes. `npm run test:packed` runs it.
export default defineConfig({
  test: {
    name: 'packed',
    include: ['test/**/*.test.ts'],
    globalSetup: ['src/set-up.ts'],
    // Most of the work is done by other processes.
    maxWorkers: '100%',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
