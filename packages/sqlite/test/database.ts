import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'

/** The path of a new file, in a folder that is deleted after the test. */
export function databasePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vidhook-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'events.db')
}

/** A connection that is closed after the test. */
export function openDatabase(path: string = databasePath()): DatabaseSync {
  const database = new DatabaseSync(path)
  onTestFinished(() => {
    if (database.isOpen) database.close()
  })
  return database
}
