import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CliError } from '../exit.js'
import { fileProblem } from '../file-problem.js'
import type { PlannedFile } from './plan.js'

/** @throws CliError that names the files that already exist. Called before anything is written. */
export function refuseExisting(folder: string, files: readonly PlannedFile[]): void {
  const existing = files.filter(({ path }) => existsSync(join(folder, path)))
  if (existing.length === 0) return
  const names = existing.map(({ path }) => path).join(' and ')
  throw new CliError(
    `${names} already ${existing.length === 1 ? 'exists' : 'exist'}. Nothing was written: init never overwrites a file.`,
  )
}

/** Writes the files. It never overwrites one, even if it was created after the check. */
export function writeFiles(folder: string, files: readonly PlannedFile[]): void {
  for (const { path, text } of files) {
    const file = join(folder, path)
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text, { flag: 'wx' })
    } catch (error) {
      throw new CliError(fileProblem(path, error))
    }
  }
}
