import { bullmqInbox } from '@vidhook/bullmq'

const connectionString = process.env.DATABASE_URL

/** Keeps each event until the worker has handled it. Without DATABASE_URL, handlers run before the answer, as in the tests. */
export const inbox = connectionString
  ? bullmqInbox({ backend: 'postgres', connection: { connectionString } })
  : undefined
