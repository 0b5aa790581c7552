import { postgresStore } from '@vidhook/postgres'
import { Pool } from 'pg'

const store = postgresStore(new Pool({ connectionString: process.env.DATABASE_URL }), { purgeEvery: false })

export const nightly = () => store.purge({ batchSize: 10_000 }) // each batch in a transaction of its own
