import type { Store } from '@vidhook/core'
import { createTableSql, postgresStore } from '@vidhook/postgres'
import pg from 'pg'

const store = postgresStore(new pg.Pool(), { table: 'webhooks.events', purgeEvery: false })

export const stores: readonly Store[] = [store, postgresStore(new pg.Client())]
export const purged: Promise<number> = store.purge({ batchSize: 100 })
export const migration: string = createTableSql()

// @ts-expect-error: a URL is no client
postgresStore('postgres://localhost')
