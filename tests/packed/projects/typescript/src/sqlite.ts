import { DatabaseSync } from 'node:sqlite'
import type { Store } from '@vidhook/core'
import { sqliteStore } from '@vidhook/sqlite'

export const store: Store = sqliteStore(new DatabaseSync('events.db'), { table: 'events' })

// @ts-expect-error: a path is no database
sqliteStore('events.db')
