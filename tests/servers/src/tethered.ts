import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program that runs beside the tests. */
export interface Tethered {
  readonly pid: number
  /** Kills it, even if it is frozen, and resolves when it has ended. */
  kill(): Promise<void>
}

/**
 * The program's input is a pipe from this process. When the pipe closes for any reason, the program is killed. So it never
 * outlives the tests, even if they are killed.
 */
const TETHER = '"$@" </dev/null >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -9 $!; rm -rf "$0"'

/** Runs a program that ends with this process, however that ends. Its own folder is removed afterwards. */
export async function startTethered(
  command: string,
  args: readonly string[],
  folder = '',
): Promise<Tethered> {
  const shell = spawn('sh', ['-c', TETHER, folder, command, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Ctrl+C ends the tests, which closes the pipe.
    detached: true,
  })
  shell.unref()
  const ended = once(shell, 'exit')
  const [line] = await once(createInterface({ input: shell.stdout }), 'line')
  return {
    pid: Number(line),
    async kill() {
      // Wait here, even if nothing else keeps this process alive.
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}
