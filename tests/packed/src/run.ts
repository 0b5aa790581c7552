import { execFile } from 'node:child_process'
import { shellEnv } from './npm.js'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program until it ends, with success or not. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...shellEnv(), NO_COLOR: '1', ...env } }
    const child = execFile(command, [...args], options, (error, stdout, stderr) => {
      if (child.exitCode === null) reject(error ?? new Error(`${command} was killed.`))
      else resolve({ code: child.exitCode, stdout, stderr })
    })
  })
}
