import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program that runs beside the tests. */
export interface Tethered {
  readonly pid: number
  /** Kills it, frozen or not, and resolves when it is gone. */
  kill(): Promise<void>
}

/**
 * Its input is a pipe from this process: when that closes, for whatever reason, the program is killed. So nothing outlives
 * the tests, not even tests that are killed themselves.
 */
const TETHER = '"$@" </dev/null >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -9 $!; rm -rf "$0"'

/** Runs a program that ends when this process does, however it ends. A folder that it alone uses is removed after it. */
export async function startTethered(
  command: string,
  args: readonly string[],
  folder = '',
): Promise<Tethered> {
  const shell = spawn('sh', ['-c', TETHER, folder, command, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // A Ctrl+C is for the tests. They end, and the pipe closes.
    detached: true,
  })
  shell.unref()
  const ended = once(shell, 'exit')
  const [line] = await once(createInterface({ input: shell.stdout }), 'line')
  return {
    pid: Number(line),
    async kill() {
      // Waited for now, also where nothing else keeps this process.
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}
