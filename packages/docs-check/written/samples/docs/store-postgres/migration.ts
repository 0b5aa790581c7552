import { createTableSql } from '@vidhook/postgres'
import type { PoolClient } from 'pg'

export const up = (client: PoolClient) => client.query(createTableSql('webhooks.events'))
