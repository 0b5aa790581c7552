import { DatabaseSync } from 'node:sqlite'
import { joggWebhook } from '@vidhook/express'
import { sqliteStore } from '@vidhook/sqlite'

const database = new DatabaseSync('events.db')

export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { store: sqliteStore(database) })
