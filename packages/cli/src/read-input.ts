import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { CliError } from './exit.js'
import { fileProblem } from './file-problem.js'
import type { Io } from './io.js'

/**
 * The bytes of a file, or of stdin if the name is `-`.
 *
 * @param label the option that names the file, for the error message
 * @throws CliError if the file cannot be read.
 */
export async function readInput({ cwd, stdin }: Io, file: string, label?: string): Promise<Uint8Array> {
  if (file === '-') return buffer(stdin)
  return readFile(resolve(cwd, file)).catch((error: unknown) => {
    const problem = fileProblem(file, error)
    throw new CliError(label === undefined ? problem : `${label}: ${problem}`)
  })
}
