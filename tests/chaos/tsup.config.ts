import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/replica/replica.ts'],
  format: 'esm',
  target: 'node20',
  // Has no build of its own.
  noExternal: ['@vidhook/test-servers'],
  sourcemap: true,
  clean: true,
})
