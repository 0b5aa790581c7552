// What a stranger can cost who sends a body slowly, or in small chunks, and never a signature. Writes bench/SLOW.md.
// `-- --before <folder>` measures another build of the core beside this one, `-- --quick` is a short run that prints alone.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { cpus } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { startChild } from './child.js'
import { body, joggHeaders } from './deliveries.js'
import { megabytes, millis, table } from './report/figures.js'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, before: { type: 'string' } },
})
const { quick } = values
const folder = (path) => new URL(`${pathToFileURL(path).href}/`)
const builds = [
  ...(values.before ? [{ name: 'before', core: folder(values.before) }] : []),
  { name: 'now', core: new URL('../packages/core/dist/', import.meta.url) },
]

/** The default limit of a body, and of its time. */
const LIMIT_BYTES = 1_048_576
const LIMIT_MS = 10_000
const ROUND_MS = quick ? 3_000 : LIMIT_MS
/** Of the other senders, in turns with and without strangers. An uneven number has a median. */
const LATENCY_ROUNDS = quick ? 1 : 9
const LATENCY_MS = 5_000
const SERVER_CORE = 0
const LOAD_CORE = 1
/** Beside whom other senders are timed. */
const STRANGERS = 12

const shapes = [
  { name: '1 byte', chunkBytes: 1, overMs: LIMIT_MS },
  { name: '32 bytes', chunkBytes: 32, overMs: 0 },
  { name: '1,400 bytes', chunkBytes: 1_400, overMs: 0 },
  { name: '16 KB', chunkBytes: 16_384, overMs: 0 },
]
const memoryRows = []
for (const shape of shapes) for (const build of builds) memoryRows.push(await measureMemory(shape, build))
const latencyRows = []
for (const build of builds)
  for (const stranger of [
    { name: '12, in chunks of 1 byte', chunkBytes: 1 },
    { name: '12, in chunks of 1 byte, who come again at once when refused', chunkBytes: 1, again: true },
    { name: '12, in chunks of 32 bytes', chunkBytes: 32 },
    { name: '1,000, a byte a second', chunkBytes: 1, bodyBytes: 10, connections: 1_000, again: true },
  ])
    latencyRows.push(await measureLatency(stranger, build))

const text = page()
if (quick) console.log(text)
else {
  const file = new URL('SLOW.md', import.meta.url)
  writeFileSync(file, text)
  execFileSync('npx', ['biome', 'format', '--write', fileURLToPath(file)], { stdio: 'ignore' })
  console.log(text)
}

/** 50 connections to a process with a heap of 128 MB, each with all of a body but its end. */
async function measureMemory({ name, chunkBytes, overMs }, build) {
  process.stderr.write(`memory, chunks of ${name}, ${build.name} …\n`)
  const connections = 50
  const server = await startServer(build, 128)
  const strangers = await startChild(new URL('slow/strangers.js', import.meta.url), { core: LOAD_CORE })
  const row = { shape: name, build: build.name }
  try {
    const port = await server.call('listen')
    for (let warm = 0; warm < 200; warm++) await deliver(port)
    const before = await server.call('memory')
    await strangers.call('start', {
      port,
      connections,
      chunkBytes,
      overMs,
      bodyBytes: LIMIT_BYTES - chunkBytes,
    })
    await pause(Math.min(ROUND_MS, LIMIT_MS - 1_000))
    const peaks = await server.call('peaks')
    const held = await server.call('memory')
    const { answers } = await strangers.call('state')
    return {
      ...row,
      answers,
      held: (held.bytes - before.bytes) / connections,
      peak: (peaks.bytes - before.bytes) / connections,
      rss: (peaks.rss - before.rss) / connections,
    }
  } catch (error) {
    if (await isAlive(server)) throw error
    return { ...row, ended: true }
  } finally {
    await strangers.stop()
    await server.stop()
  }
}

/** Other senders' 99th percentile, with nobody else there and beside 12 strangers, in turns. */
async function measureLatency(stranger, build) {
  const { name, chunkBytes, bodyBytes = LIMIT_BYTES, connections = STRANGERS, again = false } = stranger
  process.stderr.write(`latency beside ${name}, ${build.name} …\n`)
  const server = await startServer(build, 256)
  const strangers = await startChild(new URL('slow/strangers.js', import.meta.url), { core: LOAD_CORE })
  const row = { stranger: name, build: build.name }
  const rounds = []
  try {
    const port = await server.call('listen')
    const besideStrangers = async (ms) => {
      await strangers.call('start', {
        port,
        connections,
        chunkBytes,
        overMs: LIMIT_MS,
        bodyBytes,
        again,
      })
      const measured = await withCpu(server, () => p99(port, ms))
      await strangers.call('stop')
      return measured
    }
    // Both paths are compiled before they are timed.
    await p99(port, 1_000)
    await besideStrangers(1_000)
    for (let round = 0; round < LATENCY_ROUNDS; round++) {
      const [quiet, quietCpu] = await withCpu(server, () => p99(port, LATENCY_MS))
      const [beside, cpu] = await besideStrangers(LATENCY_MS)
      rounds.push({ quiet, beside, ratio: beside / quiet, cpu: (cpu - quietCpu) / connections })
      process.stderr.write(`  ${JSON.stringify(rounds.at(-1))}\n`)
    }
    return { ...row, ...medians(rounds) }
  } catch (error) {
    if (await isAlive(server)) throw error
    return { ...row, ended: true }
  } finally {
    await strangers.stop()
    await server.stop()
  }
}

function isAlive(server) {
  return server.call('peaks').then(
    () => true,
    () => false,
  )
}

/** What it resolves to, and the milliseconds of CPU that the server took meanwhile. */
async function withCpu(server, work) {
  const before = await server.call('cpuMs')
  const result = await work()
  return [result, (await server.call('cpuMs')) - before]
}

function startServer({ core }, heapMegabytes) {
  return startChild(new URL('slow/server.js', import.meta.url), {
    core: SERVER_CORE,
    env: { BENCH_CORE: core.href },
    flags: [`--max-old-space-size=${heapMegabytes}`],
  })
}

/** 200 deliveries a second, each sent when it is due, whether or not the one before has been answered. */
async function p99(port, ms) {
  const agent = new Agent({ keepAlive: true })
  const began = performance.now()
  const answered = []
  while (performance.now() - began < ms) {
    answered.push(deliver(port, agent))
    answered.at(-1).catch(() => {}) // seen below
    await pause(began + answered.length * 5 - performance.now())
  }
  const times = await Promise.all(answered)
  agent.destroy()
  return times.sort((one, other) => one - other)[Math.ceil(times.length * 0.99) - 1]
}

/** One signed delivery, and how long its answer took. */
function deliver(port, agent) {
  const bytes = body(300)
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const call = request({ port, agent, method: 'POST', path: '/webhooks/jogg', headers: joggHeaders(bytes) })
    call.on('error', reject)
    call.on('response', (response) => {
      response.resume()
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - began)
          : reject(new Error(`A signed delivery was answered ${response.statusCode}.`)),
      )
    })
    call.end(bytes)
  })
}

function medians(rounds) {
  const at = (name, part) =>
    rounds.map((round) => round[name]).sort((one, other) => one - other)[
      Math.round((rounds.length - 1) * part)
    ]
  const median = (name) => at(name, 0.5)
  return {
    quiet: median('quiet'),
    beside: median('beside'),
    ratio: median('ratio'),
    low: at('ratio', 0.25),
    high: at('ratio', 0.75),
    cpu: median('cpu'),
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function page() {
  const { model = 'unknown' } = cpus()[0] ?? {}
  const ended = ['the process ended: out of memory', '', '', '']
  return `# What a stranger can cost

Written by \`npm run bench:slow\`. Node ${process.versions.node}, ${cpus().length} × ${model.trim()}.

A body has to be read before its signature can be checked, so a stranger who has no secret can send one: slowly, in small
chunks, and over many connections.

## Memory

50 connections to a process with a heap of 128 MB. Each sends a body of 1 MiB, the limit, without its last chunk, so that the
receiver has to keep it. Bytes a connection, inside and outside of the heap: what is kept once the garbage is collected, the most
that was used with the garbage in it, and the most that the process took from the system. Chunks of 1 byte are spread over 10 s.

${table(
  ['chunks of', 'build', 'kept', 'most, with garbage', 'most of the process', 'answered'],
  memoryRows.map(({ shape, build, ...row }) => [
    shape,
    build,
    ...(row.ended
      ? ended
      : [megabytes(row.held), megabytes(row.peak), megabytes(row.rss), said(row.answers)]),
  ]),
)}

## Other senders

200 signed deliveries a second to a process with a heap of 256 MB, alone and beside strangers who each send 1 MiB, or 10 bytes, over 10 s. The 99th
percentile of what they wait in ${LATENCY_MS / 1_000} s, as the median of ${LATENCY_ROUNDS} round${LATENCY_ROUNDS === 1 ? '' : 's'}, and the ratio's middle half. A stranger who sends 1 MiB
in chunks of 1 byte is refused within the first tenth of a second: what comes later in its round is the machine's own noise.

${table(
  ['strangers', 'build', 'alone', 'beside them', 'ratio', 'CPU for each stranger'],
  latencyRows.map(({ stranger, build, ...row }) => [
    stranger,
    build,
    ...(row.ended
      ? ended
      : [
          millis(row.quiet),
          millis(row.beside),
          `${row.ratio.toFixed(2)} (${row.low.toFixed(2)}–${row.high.toFixed(2)})`,
          `${row.cpu.toFixed(1)} ms`,
        ]),
  ]),
)}
`
}

function said(answers) {
  const entries = Object.entries(answers)
  return entries.length === 0 ? 'not yet' : entries.map(([code, count]) => `${count} × ${code}`).join(', ')
}
