import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'example-observe',
    include: ['test/**/*.test.ts'],
    testTimeout: 90_000,
  },
})
