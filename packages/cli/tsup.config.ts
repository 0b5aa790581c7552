import { defineConfig } from 'tsup'

export default defineConfig([
  {
    entry: { bin: 'src/bin.ts' },
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    // Bundled, so that users install less. leven is in what is bundled from the workspace.
    noExternal: ['@hono/node-server', 'hono', 'leven'],
    splitting: true,
    treeshake: true,
    clean: ['!inspector/**'], // the other half is built at the same time
  },
  // The page of `vidhook listen`: its script, and its HTML and CSS as they stand.
  {
    entry: { page: 'src/listen/page/main.tsx' },
    outDir: 'dist/inspector',
    noExternal: ['preact'],
    publicDir: 'src/listen/page/public',
    format: ['esm'],
    target: 'es2022',
    platform: 'browser',
    minify: true,
    clean: false,
  },
])
