import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { createDeliveryLog, type DeliveryLog } from './delivery-log.js'

/** A Node program that serves HTTP at `PORT` and prints its URL. */
export interface Program {
  readonly name: string
  readonly directory: string
  readonly args: readonly string[]
}

/** A running program that answers requests. */
export interface App {
  readonly name: string
  readonly url: string
  /** The lines about deliveries in its log. */
  readonly deliveries: DeliveryLog
  /** Its whole output. */
  output(): string
  /** Asks it to end, as a platform does, and resolves to the result. After `graceMs` it is killed. */
  stop(graceMs?: number): Promise<Exit>
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface StartOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timeoutMs?: number | undefined
  /** Kills the app, whether it has started or not. */
  readonly signal?: AbortSignal | undefined
}

/** The environment of production, without this machine's variables: no colors, no servers. */
const PLAIN = {
  NODE_ENV: 'production' as const,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  REDIS_URL: undefined,
  DATABASE_URL: undefined,
}

/**
 * Starts a program on a free port and waits until it answers. It never outlives this process.
 *
 * @throws Error with the program's output if it ends before it answers, or takes longer than `timeoutMs`.
 */
export async function startApp(program: Program, options: StartOptions): Promise<App> {
  const { env, timeoutMs = 30_000, signal } = options
  const child = spawn(process.execPath, program.args, {
    cwd: program.directory,
    env: { ...process.env, ...PLAIN, ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = exitOf(child)
  killWith(child, signal)

  const printed: string[] = []
  const deliveries = createDeliveryLog()
  const listening = new Promise<string>((resolve) => {
    eachLine(child, (line) => {
      printed.push(line)
      deliveries.read(line)
      const url = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(line)
      if (url) resolve(url[0])
    })
  })
  const output = () => printed.join('\n')
  const failed = (why: string) => new Error(`${program.name} ${why}. It printed:\n${output() || '(nothing)'}`)

  try {
    const url = await Promise.race([
      listening,
      exit.then(({ code, signal }) => Promise.reject(failed(`ended with ${signal ?? `code ${code}`}`))),
      rejectAfter(timeoutMs, () => failed(`did not start within ${timeoutMs} ms`)),
    ])
    await fetch(new URL('/health', url), { signal: AbortSignal.timeout(timeoutMs) })
    return { name: program.name, url, deliveries, output, stop: (graceMs) => stop(child, exit, graceMs) }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** Resolves when the process has ended and its output has been read. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null })) // it could not be started at all
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function killWith(child: ChildProcess, signal: AbortSignal | undefined): void {
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  signal?.addEventListener('abort', kill)
  child.once('close', () => {
    process.off('exit', kill)
    signal?.removeEventListener('abort', kill)
  })
}

function eachLine({ stdout, stderr }: ChildProcess, take: (line: string) => void): void {
  for (const stream of [stdout, stderr]) if (stream) createInterface({ input: stream }).on('line', take)
}

function rejectAfter(ms: number, error: () => Error): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(error()), ms).unref()
  })
}

async function stop(child: ChildProcess, exit: Promise<Exit>, graceMs = 10_000): Promise<Exit> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  try {
    return await exit
  } finally {
    clearTimeout(timer)
  }
}
