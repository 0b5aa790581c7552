import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'examples/*/vitest.config.ts',
      'tests/{adapter-suite,chaos,demo,docs,footprint,observe}/vitest.config.ts',
      {
        // What must not compile is tested by compiling it: all of it at once, since the compiler is slow to start.
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            include: ['packages/*/{src,test}/**/*.test-d.ts'],
            tsconfig: './tsconfig.type-tests.json',
          },
        },
      },
    ],
    // Most files wait more than they compute: for processes, servers and time. With one a core, the cores would be idle.
    maxWorkers: Math.max(5, availableParallelism()),
  },
})
