import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'docs',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/write-samples.ts'],
    // For the compiler, and for programs that start while it runs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
