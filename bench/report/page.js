import { readFileSync } from 'node:fs'
import { receivers } from '../in-process/receivers.js'
import { bytes, count, kilobytes, megabytes, micros, millis, spread, table } from './figures.js'
import { verdict } from './verdict.js'

const VERDICTS = { true: 'yes', false: '**no**', undefined: 'too short a run to tell' }

/** RESULTS.md, of what was measured. What was written by hand, NOTES.md, is its end. */
export function page(results) {
  const { machine, inProcess, http, memory, growth, imports, sizes, types } = results
  const notes = readFileSync(new URL('../NOTES.md', import.meta.url), 'utf8').trim()
  const missed = verdict(results).filter(({ met }) => met === false).length
  return `# What vidhook costs, beside the alternatives

Written by \`npm ci && npm run bench\`, which needs wrk, and Redis and Postgres on this machine or at \`REDIS_URL\` and
\`DATABASE_URL\`. ${machine.quick ? 'This was `--quick`, a short run to see that it works: **the figures are rough**.' : 'With `-- --quick` it is a short run with rough figures.'}

${machine.text}

${table(
  ['target', 'wanted', 'measured', 'met'],
  verdict(results).map(({ what, target, measured, met }) => [what, target, measured, VERDICTS[met]]),
)}

${missed === 0 ? 'Every target is met.' : `${missed} of these targets ${missed === 1 ? 'is' : 'are'} missed.`} A ratio is the median of the rounds' ratios, with the middle half of the rounds behind it: contenders
have their rounds in turns, so that a machine that is busy now and then slows all of them alike. Trust the ratios, not the figures
beside them, which are this machine's.

## In process

![One delivery in process, by contender, at several sizes](in-process.svg)

From the delivery to the handler's end: vidhook verifies, parses, validates, claims the event in memory, runs the handler, and
completes the claim. Each contender is in a process of its own, as its documentation has it, with deliveries in its own sender's
scheme. All deliveries are different, signed beforehand, and of the same size; the garbage is collected before each round and not in
it, and then 8,000 deliveries are taken before the measurement, so that the optimized code that V8 discards with the garbage is there
again.
That a right delivery reaches the handler and a forged one is refused is checked before, and that each was handled after every round.
Times are tinybench's means; CPU is the whole process's, with its garbage collector's threads.

${inProcess.map(inProcessTable).join('\n\n')}

What each does for that:

${table(
  ['', 'verifies', 'parses', 'validates the shape', 'de-duplicates', 'runs handlers'],
  Object.values(receivers)
    .filter(({ does }) => does.length > 0)
    .map(({ label, does }) => [
      label,
      ...['verify', 'parse', 'validate', 'remember', 'run'].map((step) =>
        does.includes(step) ? 'yes' : 'no',
      ),
    ]),
)}

Tern takes a \`Request\`, octokit a string: both are made beforehand, which is to their favor.

## Over HTTP

![Deliveries a second, by framework and contender](http.svg)

JoggAI's event of 300 B over 32 connections, each with one delivery after the other, all of them different and signed beforehand.
The hand-written routes do the check that JoggAI's guide shows, parse, and run the handler; they neither validate nor de-duplicate.
octokit and Tern get the same body as GitHub signs it. Each round of Express and Fastify has a new server, since two processes of the
same program differ by more than some of the contenders do; Next, which is warm after some twenty seconds, has both routes in one
server, built for production. ${machine.load} \`of a core\` tells who was the bottleneck: where it is near 1.00 it was the server.
Latency is at this full load.

${http.map(httpTable).join('\n\n')}

CPU is what the server took for one delivery, and is steadier than what it answered on a machine that is busy with other things.

## Memory

${count(memory[0].deliveries)} deliveries through each adapter, all different, and the \`memoryStore\` that is there by default, which remembers the last
100,000 events. After each ${count(memory[0].samples[0].handled)} or so the garbage was collected and the heap looked at; the first of these fill the store.
Next's route handler is called without Next, by a server that makes Web-standard requests.

${table(
  ['adapter', 'quarter', 'most heap in use', 'most resident', 'deliveries a second'],
  memory.flatMap(({ name, quarters }) =>
    quarters.map(({ heapUsed, rss, perSecond }, index) => [
      name,
      ['first', 'second', 'third', 'last'][index],
      megabytes(heapUsed),
      megabytes(rss),
      count(perSecond),
    ]),
  ),
)}

## How the cost grows

![The cost of a delivery over the size of its body, handlers, secrets, events remembered, and replicas](growth.svg)

In process, as above, with vidhook alone.

${growthTable('body', growth.bytes, bytes)}

${growthTable('handlers of the event', growth.handlers, String)}

${growthTable('secrets, the last of which is right', growth.secrets, String)}

${growthTable('events in `memoryStore`', growth.remembered, count)}

Replicas, each a process of its own, with 32 deliveries under way in all. They share ${machine.cores} cores with each other and with the
store's server, so that more of them cannot do more than that; what is looked for is whether they get into each other's way.

${growth.replicas.map(replicaTable).join('\n\n')}

## Start-up

The first import in a fresh process, the framework of an adapter already loaded; an adapter's figure has the core in it.

${table(
  ['', 'ESM', 'middle half', 'CommonJS', 'middle half'],
  imports.map(({ name, esm, cjs }) => [
    name.startsWith('@vidhook/') ? `**${name}**` : name,
    ...[esm, cjs].flatMap((format) =>
      format ? [millis(format.ms), `${format.low.toFixed(1)}–${format.high.toFixed(1)}`] : ['', ''],
    ),
  ]),
)}

## Size

As a bundler makes it of a receiver with one handler: minified, gzipped, with everything it needs but the framework. \`npm run size\`
tracks it, and fails above the limits of \`tests/footprint/.size-limit.js\`; tests there look into the bundles for unused
providers and testing code.

${table(
  ['receiver', 'size', 'limit'],
  sizes.map(({ name, size, sizeLimit }) => [name, kilobytes(size), kilobytes(sizeLimit)]),
)}

## Type check

The compiler's work on one file, most of which is its own library's. Instantiations are the same on every machine, and a test limits them.

${table(
  ['file', 'instantiations', 'types', 'check', 'beside the first'],
  types.map(({ name, instantiations, types: made, ms, besideFirst }, index) => [
    name,
    count(instantiations),
    count(made),
    millis(ms),
    index === 0 ? '' : spread(besideFirst),
  ]),
)}

${notes}
`
}

function inProcessTable({ bytes: size, rows }) {
  return `### ${bytes(size)}

${table(
  ['', 'time', 'p99', 'beside the floor', 'beside one file', 'beside octokit', 'CPU', 'CPU beside octokit'],
  rows.map(({ name, us, p99, cpuUs, besideFloor, besideLimit, besideOctokit, cpuBesideOctokit }) => [
    receivers[name].label,
    micros(us),
    micros(p99),
    name === 'floor' ? '' : spread(besideFloor),
    name === 'limit' ? '' : spread(besideLimit),
    name === 'octokit' ? '' : spread(besideOctokit),
    micros(cpuUs),
    name === 'octokit' ? '' : spread(cpuBesideOctokit),
  ]),
)}`
}

const ROUTES = { vidhook: '**vidhook**', octokit: "octokit's middleware", tern: "Tern's middleware" }

function httpTable({ name: framework, rows }) {
  return `### ${framework}

${table(
  ['', 'deliveries a second', 'p50', 'p99', 'CPU', 'of a core', 'vidhook beside it', 'by CPU'],
  rows.map(({ name, perSecond, p50, p99, cpuUs, busy, vidhookBeside, vidhookCpuBeside }) => [
    ROUTES[name] ?? name,
    count(perSecond),
    millis(p50),
    millis(p99),
    micros(cpuUs),
    busy.toFixed(2),
    ...(name === 'vidhook' ? ['', ''] : [spread(vidhookBeside), spread(vidhookCpuBeside)]),
  ]),
)}`
}

function growthTable(what, points, format) {
  return table(
    [what, 'time', 'p99', 'CPU', 'beside the first'],
    points.map(({ at, us, p99, cpuUs, besideFirst }, index) => [
      format(at),
      micros(us),
      micros(p99),
      micros(cpuUs),
      index === 0 ? '' : spread(besideFirst),
    ]),
  )
}

function replicaTable({ kind, rows }) {
  return table(
    [
      `replicas on ${kind === 'redis' ? 'Redis' : 'Postgres'}`,
      'deliveries a second, all together',
      'p50',
      'p99',
      'beside one',
    ],
    rows.map(({ at, perSecond, p50, p99, besideFirst }, index) => [
      String(at),
      count(perSecond),
      millis(p50),
      millis(p99),
      index === 0 ? '' : spread(besideFirst),
    ]),
  )
}
