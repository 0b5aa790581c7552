import { postgresStore } from '@vidhook/postgres'
import pg from 'pg'
import { live } from './live.cjs'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
const table = process.env.NAME
const store = postgresStore(pool, { table })

store
  .createTable()
  .then(() => live(store))
  .then(() => pool.query(`DROP TABLE ${table}`))
  .finally(() => pool.end())
