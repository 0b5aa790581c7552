import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inTurns, medianOf, quantile } from '../rounds.js'

const run = promisify(execFile)

/** `given` is loaded before, untimed: the framework of an adapter, which is there in any case. */
const modules = [
  { name: '@vidhook/core' },
  { name: '@vidhook/express', given: 'express' },
  { name: '@vidhook/fastify', given: 'fastify' },
  { name: '@vidhook/next', given: 'next/server.js' },
  { name: 'standardwebhooks' },
  { name: '@octokit/webhooks', formats: ['esm'] },
  { name: 'svix' },
  { name: '@hookflo/tern' },
  { name: 'stripe' },
  { name: 'zod' },
  { name: 'zod/mini' },
]

/** What the first import of a module takes, each time in a fresh process. */
export async function measureImports({ quick }) {
  const contenders = modules.flatMap(({ formats = ['esm', 'cjs'], ...module }) =>
    formats.map((format) => ({ ...module, format })),
  )
  const rounds = await inTurns(contenders, quick ? 5 : 15, importOnce)
  return modules.map(({ name }) => {
    const row = { name }
    for (const [index, contender] of contenders.entries()) {
      if (contender.name !== name) continue
      const ms = rounds[index].map((round) => round.ms)
      row[contender.format] = {
        ms: medianOf(rounds[index], 'ms'),
        cpuMs: medianOf(rounds[index], 'cpuMs'),
        low: quantile(ms, 0.25),
        high: quantile(ms, 0.75),
      }
    }
    return row
  })
}

async function importOnce({ name, given, format }) {
  const file = fileURLToPath(new URL(`once.${format === 'esm' ? 'mjs' : 'cjs'}`, import.meta.url))
  const { stdout } = await run(process.execPath, [file, name, ...(given ? [given] : [])])
  return JSON.parse(stdout)
}
