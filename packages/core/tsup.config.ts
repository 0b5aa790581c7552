import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineConfig, type Options } from 'tsup'

/**
 * Keeps all of the main entry in one file. esbuild makes a file for each set of entries that share modules, and each file adds to the
 * time of the import. So every entry imports the main one, and all of them share all of it. The import itself takes nothing, and
 * is left out of the result, as the silenced warning says.
 */
const oneFile: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'one-file',
  setup(build) {
    build.initialOptions.logOverride = { 'ignored-bare-import': 'silent' }
    const { index = '', ...others } = build.initialOptions.entryPoints as Record<string, string>
    const paths = Object.values(others).map((path) => resolve(path))
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!paths.includes(path)) return undefined
      const source = await readFile(path, 'utf8')
      return { contents: `import ${JSON.stringify(resolve(index))}\n${source}`, loader: 'ts' }
    })
  },
}

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
  esbuildPlugins: [oneFile],
  splitting: true,
  treeshake: true,
  clean: true,
})
