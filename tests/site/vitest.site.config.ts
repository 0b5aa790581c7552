import { defineConfig } from 'vitest/config'

// Not among the projects of `npm test`: `npm run docs` has to build the site before.
export default defineConfig({
  test: { name: 'site', include: ['test/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000 },
})
