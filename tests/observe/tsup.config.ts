import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/web.ts', 'src/worker.ts', 'src/one-process.ts'],
  format: 'esm',
  target: 'node20',
  // Has no build of its own.
  noExternal: ['@vidhook/test-servers'],
  // A dependency of it.
  external: ['pg'],
  sourcemap: true,
  clean: true,
})
