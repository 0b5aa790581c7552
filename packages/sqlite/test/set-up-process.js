// A process that sets up files when it is told to, at the very moment that others do.
import { DatabaseSync } from 'node:sqlite'
import { sqliteStore } from '@vidhook/sqlite'

process.on('message', ({ path, at }) => {
  while (Date.now() < at);
  const database = new DatabaseSync(path)
  let said = 'ready'
  try {
    // SQLite waits longer for other processes and writes faster, so that only the store's own retries are tested.
    database.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = OFF')
    sqliteStore(database)
  } catch (error) {
    said = String(error)
  }
  database.close()
  process.send?.(said)
})
process.on('disconnect', () => process.exit())
process.send?.('started')
