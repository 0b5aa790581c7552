// What a store costs beside the bare command that it is made of. Writes bench/STORES.md.
// Servers: REDIS_URL and DATABASE_URL, or those of this machine. Keys and a table of its own, gone afterwards.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { memoryContender, postgresContender, redisContenders } from './contenders.js'
import { compare } from './measure.js'
import { roundTrips } from './round-trips.js'

const contenders = [memoryContender(), ...(await redisContenders()), await postgresContender()]
const sections = []
try {
  for (const contender of contenders) {
    process.stderr.write(`${contender.name} …\n`)
    const rows = []
    for (const inFlight of [1, 32]) rows.push(...(await compare(contender, inFlight)))
    sections.push(section(contender, rows, await roundTrips(contender)))
  }
} finally {
  for (const contender of contenders) await contender.close()
}

const memory = JSON.parse(
  execFileSync(process.execPath, ['--expose-gc', fileURLToPath(new URL('memory.js', import.meta.url))], {
    encoding: 'utf8',
  }),
)
writeFileSync(new URL('STORES.md', import.meta.url), page())

function page() {
  const { model = 'unknown' } = cpus()[0] ?? {}
  return `# What the stores cost

Written by \`npm run bench:stores\`. Node ${process.versions.node}, ${cpus().length} × ${model.trim()}, servers on the same machine.

Each line is measured in turns with the bare command, twelve times; figures are medians, and the ratio is the median of the
twelve ratios, so that a machine that is busy now and then slows both alike. Trust the ratios, not the calls a second.

${sections.join('\n')}
## What memoryStore takes

\`memoryStore\` with ${memory.events.toLocaleString('en')} done events, their keys ${memory.keyLength} characters long, after a garbage collection:
**${memory.bytesPerEvent} bytes an event**, ${memory.megabytes} MB in all. Its default of 100,000 events is ${memory.megabytesAtDefault} MB.
`
}

function section({ name, bare, notes }, rows, trips) {
  const line = ({ call, inFlight, perSecond, ratio }) =>
    `| ${call} | ${inFlight} | ${round(perSecond).toLocaleString('en')} | ${ratio === undefined ? '' : ratio.toFixed(2)} |`
  return `## ${name}

${notes}

| call | in flight | calls a second | time beside ${bare} |
| --- | --- | --- | --- |
${rows.map(line).join('\n')}

| delivery | round trips |
| --- | --- |
${trips.map(([delivery, count]) => `| ${delivery} | ${count} |`).join('\n')}
`
}

/** Two digits are more than a measurement is worth. */
function round(value) {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Math.round(value / unit) * unit
}
