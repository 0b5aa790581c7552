import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ServerProgram } from '../runtimes/runtimes.js'
import type { About } from '../src/about.js'

/** A server in a process of its own, on the runtime under test. */
export interface Server {
  readonly url: string
  readonly about: About
  /** Tells it to stop (SIGTERM), and resolves with its exit code once it has. */
  stop(): Promise<number | null>
}

export async function startServer(program: ServerProgram, ledgerUrl: string): Promise<Server> {
  const [command = '', ...args] = program.command
  // It ends when its input does, and that is when this process ends, however it ends.
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
