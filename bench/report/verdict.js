import { kilobytes, megabytes, millis, spread } from './figures.js'

/** Every target that was set, with what came out. */
export function verdict({ inProcess, http, memory, imports, sizes }) {
  const small = inProcess[0].rows.find(({ name }) => name === 'vidhook')
  const beside = (framework, other) =>
    http.find(({ name }) => name === framework).rows.find(({ name }) => name === other).vidhookBeside
  const core = imports.find(({ name }) => name === '@vidhook/core')
  const adapters = imports.filter(({ name }) => name !== '@vidhook/core' && name.startsWith('@vidhook/'))
  const slowest = (format) => Math.max(...adapters.map((adapter) => adapter[format].ms))
  const size = (name) => sizes.find((each) => each.name === name).size
  const atMost = (limit, { median, ...rest }, what) => ({
    what,
    target: `at most ${limit}`,
    measured: spread({ median, ...rest }),
    met: median <= limit,
  })
  const atLeast = (limit, { median, ...rest }, what) => ({
    what,
    target: `at least ${limit}`,
    measured: spread({ median, ...rest }),
    met: median >= limit,
  })
  const limited = (limit, value, format, what) => ({
    what,
    target: `at most ${format(limit)}`,
    measured: format(value),
    met: value <= limit,
  })
  return [
    atMost(
      1.25,
      small.besideLimit,
      'The whole receive at 300 B, beside a receiver in one file with the same promises',
    ),
    atMost(1, small.cpuBesideOctokit, 'Its CPU beside octokit, which neither validates nor de-duplicates'),
    atLeast(1, beside('Express', 'octokit'), "Express: deliveries a second beside octokit's middleware"),
    atLeast(1.2, beside('Express', 'hand-written'), 'Express: beside the hand-written `express.raw` route'),
    atLeast(0.85, beside('Fastify', 'hand-written'), 'Fastify: beside the hand-written route'),
    atLeast(0.95, beside('Next', 'hand-written'), 'Next: beside the hand-written route'),
    ...memory.map(({ name, deliveries, quarters: [first, , , last] }) => ({
      what: `Memory over ${deliveries.toLocaleString('en')} deliveries through ${name}: the last quarter beside the first`,
      target: 'no growth (5 % is noise)',
      measured: `${megabytes(last.heapUsed)} beside ${megabytes(first.heapUsed)}`,
      // A short run does not even fill the store.
      met: deliveries < 1_000_000 ? undefined : last.heapUsed <= first.heapUsed * 1.05,
    })),
    limited(8, core.esm.ms, millis, 'Cold import of `@vidhook/core`, ESM'),
    limited(8, core.cjs.ms, millis, 'Cold import of `@vidhook/core`, CommonJS'),
    limited(10, slowest('esm'), millis, 'Cold import of the slowest adapter with the core, ESM'),
    limited(10, slowest('cjs'), millis, 'Cold import of the slowest adapter with the core, CommonJS'),
    limited(
      19_000,
      Math.max(size('core with JoggAI'), size('core with Hoox')),
      kilobytes,
      "A receiver's bundle, one provider, minified and gzipped",
    ),
  ]
}
