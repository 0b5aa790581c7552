import { once } from 'node:events'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from './free-port.js'
import { startTethered } from './tethered.js'

/** A Redis server that other tests use too: use only your own keys, and do not change its settings. */
export interface RedisServer {
  readonly url: string
}

/** A Redis server for one test only. */
export interface PrivateRedis extends RedisServer {
  readonly port: number
  readonly pid: number
  /** Freezes it (SIGSTOP): connections stay open, but nothing is answered. */
  freeze(): void
  thaw(): void
  /** Kills it. A new server on the same port starts without data. */
  stop(): Promise<void>
}

export interface RedisOptions {
  /** @default a free one */
  readonly port?: number
  /** Lines for redis.conf, by their keywords. */
  readonly config?: Readonly<Record<string, string>>
  /** Further arguments, such as `--sentinel`. */
  readonly args?: readonly string[]
}

const LOCAL = 'redis://127.0.0.1:6379'

/** The program to run. `REDIS_SERVER=valkey-server` tries the stores with Valkey. */
const program = () => process.env.REDIS_SERVER ?? 'redis-server'

/** Whether this machine can start servers. If not, prints a message; if `CI` is set, that is an error. */
export async function canStartRedis(): Promise<boolean> {
  try {
    const server = await startRedis()
    await server.stop()
    return true
  } catch (error) {
    return noRedis(error)
  }
}

/**
 * The server at `REDIS_URL`, or at Redis's default port on this machine, or a new server. `undefined` if there is none; a
 * message is printed once per file. If `CI` is set, that is an error instead, so that no test is skipped unnoticed.
 */
export async function redisServer(): Promise<RedisServer | undefined> {
  const running = await runningRedis()
  if (running) return running
  try {
    return await startRedis()
  } catch (error) {
    noRedis(error)
    return undefined
  }
}

/** The server at `REDIS_URL`, or at Redis's default port on this machine. `undefined` if there is none. */
export async function runningRedis(): Promise<RedisServer | undefined> {
  const { REDIS_URL, REDIS_SERVER } = process.env
  if (REDIS_URL !== undefined) return { url: REDIS_URL }
  return REDIS_SERVER === undefined && (await answersAt(LOCAL)) ? { url: LOCAL } : undefined
}

function noRedis(error: unknown): false {
  if (process.env.CI) throw error
  console.warn('Skipped: no Redis. Install redis-server; some tests can also use one at REDIS_URL.')
  return false
}

/** Starts a temporary server without a disk. It ends with this process at the latest. */
export async function startRedis(options: RedisOptions = {}): Promise<PrivateRedis> {
  const { port = await freePort(), config = {}, args = [] } = options
  const folder = await mkdtemp(join(tmpdir(), 'vidhook-redis-'))
  const log = join(folder, 'log')
  const settings = { port, bind: '127.0.0.1', dir: folder, logfile: log, save: '""', ...config }
  const file = join(folder, 'redis.conf')
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`)
  await writeFile(file, lines.join(''))
  const server = await startTethered(program(), [file, ...args], folder)
  if (!(await isUp(port, server.pid))) {
    const said = await readFile(log, 'utf8').catch(() => '')
    await server.kill()
    throw new Error(`${program()} did not start on port ${port}. ${said}`)
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: server.pid,
    freeze: () => void process.kill(server.pid, 'SIGSTOP'),
    thaw: () => void process.kill(server.pid, 'SIGCONT'),
    stop: server.kill,
  }
}

/** Whether this process answers there, and not another one that took the port first. */
async function isUp(port: number, pid: number): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < 10_000; await delay(20)) {
    if ((await ask(port, '127.0.0.1', 'INFO server')).includes(`process_id:${pid}\r`)) return true
    if (!exists(pid)) return false
  }
  return false
}

async function answersAt(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return (await ask(Number(port), hostname, 'PING')).startsWith('+PONG')
}

/** A server's raw answer to a command. Empty if there is no server. */
async function ask(port: number, host: string, command: string): Promise<string> {
  const socket = connect({ port, host, timeout: 1000 }).setEncoding('utf8')
  try {
    await once(socket, 'connect')
    socket.end(`${command}\r\nQUIT\r\n`)
    return (await socket.toArray()).join('')
  } catch {
    return ''
  } finally {
    socket.destroy()
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
