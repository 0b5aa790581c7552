const { DatabaseSync } = require('node:sqlite')
const { sqliteStore } = require('@vidhook/sqlite')
const { live } = require('./live.cjs')

live(sqliteStore(new DatabaseSync(':memory:')))
