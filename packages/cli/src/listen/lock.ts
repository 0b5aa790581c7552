import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { errorCode } from '../../../core/src/error-code.js'
import { CliError } from '../exit.js'

/**
 * Locks a folder for this process: two processes that write to one file would overwrite each other's deliveries.
 *
 * @returns a function that removes the lock.
 * @throws CliError if a running process holds the lock.
 */
export function lock(file: string): () => void {
  // A killed process leaves its lock file behind. The first try removes it, the second one takes the lock.
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
    `${who} uses this folder. Choose another folder with --data. If that process is not a vidhook listen, remove ${file}.`,
  )
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0) // signal 0 only checks whether the process exists
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
