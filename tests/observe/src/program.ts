import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process of the demo. It never outlives this one. */
export interface Program {
  /** What it printed after `ready`. */
  readonly address: string
  /** Rejects if it ends before it is stopped. */
  readonly crashed: Promise<never>
  stop(): Promise<void>
}

/**
 * Starts one of the files beside this one, and waits until it is ready.
 *
 * @throws Error with its output, if it ends before.
 */
export async function startProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Program> {
  const file = fileURLToPath(new URL(`${name}.js`, import.meta.url))
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let output = ''
  let isStopped = false
  const ended = once(child, 'close').then(() => process.off('exit', kill))
  const crashed = ended.then(() => {
    if (!isStopped) throw new Error(`${name} ended. It printed:\n${output || '(nothing)'}`)
    return new Promise<never>(() => {})
  })
  crashed.catch(() => {})
  const ready = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`
        if (line.startsWith('ready')) resolve(line.slice('ready'.length).trim())
      })
  })
  return {
    address: await Promise.race([ready, crashed]),
    crashed,
    async stop() {
      isStopped = true
      child.kill('SIGTERM')
      const timer = setTimeout(kill, GRACE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

const GRACE_MS = 10_000
