// What `instrument: otel()` costs a delivery in process, without an SDK and with one, beside none. Writes bench/OTEL.md.
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { startChild } from '../child.js'
import { inTurns, medianOf, ratio } from '../rounds.js'

const ROUNDS = 15
const PER_ROUND = 10_000
/** The second one shows how much two processes with the same code differ. */
const CONTENDERS = [
  ['none', 'no instrument'],
  ['none', 'no instrument, another process'],
  ['api', '`otel()`, no SDK'],
  ['sdk', '`otel()`, an SDK that drops its spans'],
]

const children = []
try {
  for (const [name] of CONTENDERS) {
    const child = await startChild(new URL('contender.js', import.meta.url))
    children.push(child)
    await child.call('open', name)
    for (let warm = 0; warm < 3; warm++) await child.call('round', PER_ROUND)
  }
  const load = loadavg()[0]
  const rounds = await inTurns(children, ROUNDS, (child) => child.call('round', PER_ROUND))
  const withoutSdk = children[CONTENDERS.findIndex(([name]) => name === 'api')]
  writeFileSync(new URL('../OTEL.md', import.meta.url), page(rounds, load, await withoutSdk.call('ask')))
} finally {
  for (const child of children) await child.stop()
}

function page(rounds, load, askNs) {
  const rows = CONTENDERS.map(([, label], index) => {
    const { median, low, high } = ratio(rounds[index], rounds[0], 'us')
    const beside = index === 0 ? '' : `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
    return `| ${label} | ${medianOf(rounds[index], 'us').toFixed(1)} µs | ${beside} |`
  })
  const { model = 'unknown' } = cpus()[0] ?? {}
  return `# What telemetry costs

Written by \`npm run bench:otel\`. Node ${process.versions.node}, ${cpus().length} × ${model.trim()}, with a load of ${load.toFixed(1)} from other work at the start.

One delivery of 300 B in process, from its arrival to its handler's end, with the memory store. Each contender is in a process of its own,
and they take turns: ${ROUNDS} rounds of ${PER_ROUND.toLocaleString('en')} deliveries. A ratio is the median of the rounds' ratios, with the middle half of
them behind it. The time is that of the CPU, with its garbage collector's threads. Trust the ratios, not the microseconds. A
ratio that the second row also has is no cost: it is how much processes with the same code differ.

| | CPU time | beside none |
| --- | --- | --- |
${rows.join('\n')}

Without an SDK, a delivery asks twice whether there is one by now. Asking takes ${askNs.toFixed(0)} ns.
`
}
