import { bullmqInbox } from '@vidhook/bullmq'

const url = process.env.REDIS_URL

/** Keeps each event until the worker has handled it. Without REDIS_URL, handlers run before the answer, as in the tests. */
export const inbox = url ? bullmqInbox({ connection: { url } }) : undefined
