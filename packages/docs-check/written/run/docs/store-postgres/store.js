import { joggWebhook } from '@vidhook/express';
import { postgresStore } from '@vidhook/postgres';
import { Pool } from 'pg';
const pool = new Pool({
    connectionString: process.env.DATABASE_URL,
    connectionTimeoutMillis: 1_000, // give up on a connection that cannot be had
    query_timeout: 5_000, // and on one that does not answer, as when its machine is gone. Longer than storeTimeoutMs
});
export const store = postgresStore(pool);
await store.createTable();
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { store });
