import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pinned } from '../child.js'
import { body, joggHeaders } from '../deliveries.js'

const run = promisify(execFile)
const script = fileURLToPath(new URL('load.lua', import.meta.url))

export const CONNECTIONS = 32

/** The core of the load. Servers have the other. */
const CORE = 1

/** @throws if wrk is not installed. */
export function wrkVersion() {
  const { stdout, error } = spawnSync('wrk', ['-v'], { encoding: 'utf8' })
  if (error) throw new Error('The load comes from wrk, which is not installed: apt-get install wrk.')
  return /wrk (?:debian\/)?(\S+)/.exec(stdout)?.[1] ?? 'of unknown version'
}

/**
 * Loads a server for some seconds, each connection with one delivery after the other, all of them different and signed
 * beforehand. `atMost` is how many the server could answer in that time.
 */
export async function load({ port, path, seconds, atMost, headersOf = joggHeaders }) {
  const folder = await mkdtemp(join(tmpdir(), 'vidhook-bench-'))
  try {
    const file = join(folder, 'requests')
    const requests = Array.from({ length: atMost }, () => request(path, headersOf))
    await writeFile(file, requests.join('\0'))
    const [command, ...args] = pinned(CORE, [
      ...['wrk', '--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`],
      ...['--script', script, `http://127.0.0.1:${port}/`],
    ])
    const { stdout } = await run(command, args, { env: { ...process.env, BENCH_REQUESTS: file } })
    const { answers, us, refused, broken, p50, p99 } = JSON.parse(stdout.slice(stdout.lastIndexOf('{')))
    if (refused + broken > 0)
      throw new Error(`Of ${answers} deliveries, ${refused} were refused, and ${broken} broke off.`)
    if (answers + CONNECTIONS > atMost) throw new Error(`${atMost} deliveries were too few for ${seconds} s.`)
    return { answers, perSecond: answers / (us / 1e6), p50: p50 / 1000, p99: p99 / 1000 }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function request(path, headersOf) {
  const bytes = body(300)
  const headers = Object.entries(headersOf(bytes)).map(([name, value]) => `${name}: ${value}`)
  return `POST ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${bytes}`
}
