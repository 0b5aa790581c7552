import { defineConfig } from 'tsup'

export default defineConfig([
  {
    entry: ['src/web.ts', 'src/elysia.ts', 'src/express.ts', 'src/fastify.ts', 'src/inbox.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    // Has no build of its own. The packages under test have, and are imported as users import them.
    noExternal: ['@vidhook/adapter-suite'],
    clean: true,
  },
  {
    entry: ['src/worker.ts'],
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    // All in one file, by the conditions of Wrangler.
    noExternal: [/.*/],
    esbuildOptions(options) {
      options.conditions = ['workerd', 'worker', 'browser']
    },
  },
])
