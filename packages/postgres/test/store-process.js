// A process that shares its events with others, and does what it is told: `[call, ...arguments]` of the store.
import { postgresStore } from '@vidhook/postgres'
import { Pool } from 'pg'

const [connectionString, table] = process.argv.slice(2)
const store = postgresStore(new Pool({ connectionString }), { table })

process.on('message', async ({ id, calls }) => {
  const answers = await Promise.all(calls.map(([call, ...values]) => store[call](...values)))
  process.send?.({ id, answers })
})
// Its end is the end of the tests at the latest.
process.on('disconnect', () => process.exit())
