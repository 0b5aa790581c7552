import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'examples/*/vitest.config.ts'],
    // Most files wait more than they compute: for processes, servers and time. With one a core, the cores would be idle.
    maxWorkers: Math.max(5, availableParallelism()),
  },
})
