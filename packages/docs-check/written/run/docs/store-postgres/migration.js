import { createTableSql } from '@vidhook/postgres';
export const up = (client) => client.query(createTableSql('webhooks.events'));
