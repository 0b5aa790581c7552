import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../bin/vidhook.js', import.meta.url))

/** What a user saw of one run. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** The variables of ours that are set; those of whoever runs the tests are not. */
  readonly env?: Record<string, string>
  /** @default an empty folder, so that no `.env` is found */
  readonly cwd?: string
  readonly stdin?: string | Uint8Array
}

/** Runs the built binary as a user does, to its end. */
export function vidhook(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = start(args, options)
  child.stdin.on('error', () => {}) // it may end without reading
  child.stdin.end(options.stdin)
  return ended(child)
}

/** Starts the built binary, for a test that talks to it while it runs. */
export function start(args: readonly string[], { env, cwd = temporaryFolder() }: RunOptions = {}) {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH, HOME, ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

export function ended(child: ChildProcessWithoutNullStreams): Promise<Run> {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** A folder of its own for a test, gone after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vidhook-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Resolves once stdout, or another stream of the process, has the text. */
export function says(
  child: ChildProcessWithoutNullStreams,
  text: string,
  stream: Readable = child.stdout,
): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    const listen = (chunk: unknown) => {
      said += String(chunk)
      if (!said.includes(text)) return
      stream.off('data', listen)
      resolve()
    }
    stream.on('data', listen)
    child.once('close', () => reject(new Error(`It ended before it said ${JSON.stringify(text)}: ${said}`)))
  })
}
