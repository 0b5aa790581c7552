import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { errorCode } from '../../core/src/error-code.js'
import { jsonObject } from './json-object.js'

/** The `.env` files of a project. A variable of an earlier file has priority. */
export interface EnvFiles {
  readonly names: readonly string[]
  /** The one for secrets of this machine. */
  readonly forSecrets: string
}

/** The files that the project's framework reads: `next dev` reads `.env.local` first, all others have `.env` alone. */
export function envFilesOf(folder: string): EnvFiles {
  return usesNext(folder) ? NEXT : OTHERS
}

/** https://nextjs.org/docs/app/guides/environment-variables, "Environment Variable Load Order" */
const NEXT: EnvFiles = {
  names: ['.env.development.local', '.env.local', '.env.development', '.env'],
  forSecrets: '.env.local',
}
const OTHERS: EnvFiles = { names: ['.env'], forSecrets: '.env' }

/** Loads the files into `process.env`. Variables that are set already keep their value. */
export function loadEnvFiles(
  folder: string,
  { names }: EnvFiles,
  complain: (name: string, error: unknown) => void,
): void {
  for (const name of names) {
    try {
      loadEnvFile(join(folder, name))
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') complain(name, error)
    }
  }
}

function usesNext(folder: string): boolean {
  try {
    const manifest = jsonObject(readFileSync(join(folder, 'package.json'), 'utf8'))
    return [manifest?.dependencies, manifest?.devDependencies].some(
      (each) => typeof each === 'object' && each !== null && 'next' in each,
    )
  } catch {
    return false // no package.json
  }
}
