// Writes RESULTS.md and its pictures of what the last run measured, for instance after a change of NOTES.md.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drawCharts } from './report/charts.js'
import { page } from './report/page.js'

const results = JSON.parse(readFileSync(new URL('node_modules/.cache/results.json', import.meta.url), 'utf8'))
const file = new URL('RESULTS.md', import.meta.url)
drawCharts(results)
writeFileSync(file, page(results))
execFileSync('npx', ['biome', 'format', '--write', fileURLToPath(file)], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: ['ignore', 'ignore', 'inherit'],
})
