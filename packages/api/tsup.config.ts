import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Bundled and tree-shaken, so that a user installs no dependency and imports only what is used.
  noExternal: ['zod', 'leven'],
  dts: true,
  treeshake: true,
  clean: true,
})
