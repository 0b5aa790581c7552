import { DatabaseSync } from 'node:sqlite'
import { sqliteStore } from '@vidhook/sqlite'
import { live } from './live.cjs'

live(sqliteStore(new DatabaseSync(':memory:')))
