import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  // The two types of the core that the store's own types name: copied, so that nothing has to be installed for them.
  dts: { resolve: ['@vidhook/core'] },
  treeshake: true,
  clean: true,
})
