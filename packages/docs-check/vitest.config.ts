import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'docs',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/write-samples.ts'],
    // The compiler's time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
