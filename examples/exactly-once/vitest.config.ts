import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'example-exactly-once',
    include: ['test/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
