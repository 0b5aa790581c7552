import { readdirSync } from 'node:fs'
import { defineConfig } from 'tsup'

/** One entry a sender: `src/mux.ts` is `@vidhook/providers/mux`. */
const senders = readdirSync('src').filter((file) => file.endsWith('.ts'))

export default defineConfig({
  entry: {
    ...Object.fromEntries(senders.map((file) => [file.replace('.ts', ''), `src/${file}`])),
    testing: 'src/testing/index.ts',
  },
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
