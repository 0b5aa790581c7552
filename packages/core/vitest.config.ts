import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'core',
    include: ['src/**/*.test.ts'],
    // What must not compile is tested by compiling it.
    typecheck: {
      // Stryker's mutants need not compile.
      enabled: !('STRYKER_MUTATOR_WORKER' in process.env),
      include: ['src/**/*.test-d.ts'],
      tsconfig: './tsconfig.json',
    },
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/**/*.test-d.ts', 'src/test-receiver.ts'],
      reporter: ['text-summary', 'lcov'],
      thresholds: { branches: 95 },
    },
  },
})
