import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'nearest-name', include: ['test/**/*.test.ts'] },
})
