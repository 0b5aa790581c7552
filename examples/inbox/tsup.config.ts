import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/web.ts', 'src/worker.ts'],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: true,
})
