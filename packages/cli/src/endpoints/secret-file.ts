import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { CliError } from '../exit.js'
import { fileProblem } from '../file-problem.js'

/** The variable in a file, such as `.env`, that a new secret is saved to. Secrets are never printed. */
export interface SecretFile {
  readonly path: string
  readonly variable: string
}

export interface SecretFileOptions {
  readonly secretFile: string
  readonly variable: string
}

/**
 * Checks the file before the secret is created: JoggAI shows a secret only once.
 *
 * @throws CliError if the variable is already set, or the file cannot be written.
 */
export function secretFile(cwd: string, { secretFile: name, variable }: SecretFileOptions): SecretFile {
  if (!/^[A-Za-z_]\w*$/.test(variable))
    throw new CliError(`--variable: ${variable} is not a valid name of a variable.`)
  const path = resolve(cwd, name)
  if (variableIn({ path, variable }) !== undefined) {
    throw new CliError(
      `${name} already has a ${variable}, which is not overwritten. Give another --variable or --secret-file.`,
    )
  }
  try {
    appendFileSync(path, '', { mode: 0o600 })
  } catch (error) {
    throw new CliError(`The secret could not be saved: ${fileProblem(name, error)}`)
  }
  return { path, variable }
}

export function saveSecret({ path, variable }: SecretFile, secret: string): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const newLine = before === '' || before.endsWith('\n') ? '' : '\n'
  appendFileSync(path, `${newLine}${variable}=${dotenvValue(secret)}\n`, { mode: 0o600 })
}

export function variableIn({ path, variable }: SecretFile): string | undefined {
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8'))[variable] : undefined
}

/** The value as `.env` files need it: without quotes, it would end at a # or a space. */
function dotenvValue(secret: string): string {
  return /^[\w.+/=-]*$/.test(secret) ? secret : `'${secret}'`
}
