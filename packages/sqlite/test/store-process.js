// A process that shares its events with others, and does what it is told: `[call, ...arguments]` of the store.
import { DatabaseSync } from 'node:sqlite'
import { sqliteStore } from '@vidhook/sqlite'

const [path = ''] = process.argv.slice(2)
const database = new DatabaseSync(path)
database.exec('PRAGMA synchronous = OFF') // Ten thousand claims need not survive a power cut.
database.exec('PRAGMA busy_timeout = 10000') // A call that gives up would end this process.
const store = sqliteStore(database)

process.on('message', async ({ id, calls }) => {
  const answers = await Promise.all(calls.map(([call, ...values]) => store[call](...values)))
  process.send?.({ id, answers })
})
// Its end is the end of the tests at the latest.
process.on('disconnect', () => process.exit())
