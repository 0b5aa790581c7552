import { startChild } from './child.js'
import { inTurns, medianOf, ratio } from './rounds.js'
const names = (process.argv[2] ?? 'floor,limit,octokit,vidhook').split(',')
const bytes = Number(process.argv[3] ?? 300), count = Number(process.argv[4] ?? 10000), n = Number(process.argv[5] ?? 7)
const cs = []
for (const name of names) { const child = await startChild(new URL('in-process/contender.js', import.meta.url)); await child.call('open', name); cs.push({name, child}); for (let i=0;i<3;i++) await child.call('round', bytes, count) }
const rounds = await inTurns(cs, n, ({child}) => child.call('round', bytes, count))
const of = (name) => rounds[names.indexOf(name)]
for (const name of names) { const r = (b,f) => names.includes(b) ? ratio(of(name), of(b), f).median.toFixed(2) : '-'; console.log(name.padEnd(10), 'us', medianOf(of(name),'us').toFixed(2), 'cpu', medianOf(of(name),'cpuUs').toFixed(2), '| /floor', r('floor','us'), r('floor','cpuUs'), '| /limit', r('limit','us'), r('limit','cpuUs'), '| /octokit', r('octokit','us'), r('octokit','cpuUs')) }
process.exit()
