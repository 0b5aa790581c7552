// What vidhook costs beside the alternatives: writes RESULTS.md and its pictures. `-- --quick` is a short run of all of it,
// `-- --only in-process` (or http, memory, growth, imports, sizes, types) measures one part again and prints it.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPeers } from './install.js'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const { quick, only } = values
const peers = installPeers()
build()

// What they import may have been installed and built just now.
const { wrkVersion } = await import('./http/wrk.js')
const { describeMachine } = await import('./report/machine.js')
const parts = {
  inProcess: (await import('./in-process/index.js')).measureInProcess,
  http: (await import('./http/index.js')).measureHttp,
  memory: (await import('./http/memory.js')).measureMemory,
  growth: (await import('./growth/index.js')).measureGrowth,
  imports: (await import('./start-up/index.js')).measureImports,
  sizes: (await import('./start-up/footprint.js')).measureSizes,
  types: (await import('./start-up/footprint.js')).measureTypes,
}
const name = only?.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
if (name !== undefined && !Object.hasOwn(parts, name)) throw new Error(`There is no part ${only}.`)
// Asked first, and not after ten minutes.
const load = wrkVersion()
await (await import('./growth/servers.js')).checkServers()

// Kept after each part, so that a run that is cut off loses one of them, and the page can be written again without measuring.
const cache = new URL('node_modules/.cache/', import.meta.url)
mkdirSync(cache, { recursive: true })
const kept = new URL('results.json', cache)
const before = name !== undefined && existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {}
const results = { ...before, machine: describeMachine({ peers, load, quick }) }
for (const [part, measure] of Object.entries(parts)) {
  if (name !== undefined && part !== name) continue
  const started = performance.now()
  process.stderr.write(`${part} …`)
  results[part] = await measure({ quick })
  writeFileSync(kept, JSON.stringify(results))
  process.stderr.write(` ${Math.round((performance.now() - started) / 1000)} s\n`)
}

if (name !== undefined) console.log(JSON.stringify(results[name], null, 2))
if (Object.keys(parts).every((part) => part in results)) await import('./rewrite.js')

function build() {
  const turbo = ['turbo', 'run', 'build', '--output-logs=errors-only', '--ui=stream', '--log-prefix=none']
  const packages = ['express', 'fastify', 'next', 'redis', 'postgres'].map(
    (each) => `--filter=@vidhook/${each}`,
  )
  execFileSync('npx', [...turbo, ...packages], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
}
