import { DatabaseSync } from 'node:sqlite';
import { sqliteStore } from '@vidhook/sqlite';
const store = sqliteStore(new DatabaseSync('events.db'), { purgeEvery: false });
export const nightly = () => store.purge({ batchSize: 1_000 });
