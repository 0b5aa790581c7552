import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { errorCode } from '../../../core/src/error-code.js'
import { CliError } from '../exit.js'

/**
 * Takes a folder for this process alone: two that wrote to one file would lose each other's deliveries.
 *
 * @returns gives it back.
 * @throws CliError if another process that is alive has it.
 */
export function lock(file: string): () => void {
  // A process that was killed leaves its file behind: the second try is after that one was taken away.
  for (let left = 2; left > 0; left--) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    const holder = Number(readFileSync(file, 'utf8'))
    if (isAlive(holder)) throw inUse(file, holder)
    rmSync(file, { force: true })
  }
  throw inUse(file, undefined)
}

function inUse(file: string, holder: number | undefined): CliError {
  const who = holder === undefined ? 'Another vidhook listen' : `Another vidhook listen (process ${holder})`
  return new CliError(
    `${who} keeps its deliveries in this folder. Give this one a folder of its own with --data, or remove ${file} if that process is none of yours.`,
  )
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0) // sends nothing: asks whether it could
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
