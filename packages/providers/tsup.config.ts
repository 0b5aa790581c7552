import { defineConfig } from 'tsup'

export default defineConfig({
  // One entry a sender: src/mux.ts is @vidhook/providers/mux.
  entry: ['src/*.ts'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Bundled and tree-shaken, so that a user installs no dependency and imports only what is used.
  noExternal: ['zod'],
  dts: true,
  splitting: true,
  treeshake: true,
  clean: true,
})
