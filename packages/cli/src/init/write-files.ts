import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf } from '../error-message.js'
import { CliError } from '../exit.js'
import type { PlannedFile } from './plan.js'

/** @throws CliError that names what is there already, before anything is written. */
export function refuseExisting(folder: string, files: readonly PlannedFile[]): void {
  const existing = files.filter(({ path }) => existsSync(join(folder, path)))
  if (existing.length === 0) return
  const names = existing.map(({ path }) => path).join(' and ')
  throw new CliError(
    `${names} ${existing.length === 1 ? 'is' : 'are'} there already. Nothing was written: init never overwrites.`,
  )
}

/** Writes all of them, and none over another: not even over one that has come since they were looked for. */
export function writeFiles(folder: string, files: readonly PlannedFile[]): void {
  for (const { path, text } of files) {
    const file = join(folder, path)
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text, { flag: 'wx' })
    } catch (error) {
      throw new CliError(`${path} could not be written: ${messageOf(error)}`)
    }
  }
}
