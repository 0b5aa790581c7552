import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    journal: 'src/journal.ts',
    inbox: 'src/inbox/index.ts',
    lambda: 'src/adapter/lambda.ts',
    node: 'src/adapter/node.ts',
    schemas: 'src/schemas.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Bundle and tree-shake the dependencies, so that users install none of them and import only the parts in use.
  noExternal: ['zod', 'leven', '@standard-schema/spec'],
  dts: { resolve: ['@standard-schema/spec'] },
  splitting: true,
  treeshake: true,
  clean: true,
})
