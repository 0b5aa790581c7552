import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ServerProgram } from '../runtimes/runtimes.js'
import type { About } from '../src/about.js'

/** A server in its own process, on the runtime under test. */
export interface Server {
  readonly url: string
  readonly about: About
  /** Stops it (SIGTERM), and resolves to its exit code. */
  stop(): Promise<number | null>
}

export async function startServer(
  program: Pick<ServerProgram, 'command' | 'options'>,
  ledgerUrl: string,
): Promise<Server> {
  const [command = '', ...args] = program.command
  // It ends when its input closes, which happens when this process ends for any reason.
  const server = spawn(command, [...args, ledgerUrl, ...(program.options ?? [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit').then(([code]) => code as number | null)
  const firstLine = once(createInterface({ input: server.stdout }), 'line').then(([line]) => String(line))
  const line = await Promise.race([firstLine, ended])
  if (typeof line !== 'string') throw new Error(`${command} ended with ${line} before it listened.`)

  const { url, about } = JSON.parse(line) as Pick<Server, 'url' | 'about'>
  return {
    url,
    about,
    stop() {
      server.kill('SIGTERM')
      return ended
    },
  }
}
