import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'next',
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/build-once.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
