// One process of an app that receives both providers' webhooks, on a shared store. replica-process.ts starts it and gets its
// port and every call to the store.
import { setTimeout as delay } from 'node:timers/promises'
import type { Context } from '@vidhook/core'
import { openLedger } from '../ledger.js'
import type { Work } from '../providers.js'
import { serveExpress, serveFastify } from './apps.js'
import type { ReplicaConfig } from './config.js'
import { observed } from './observed-store.js'
import { openStore } from './open-store.js'

const config: ReplicaConfig = JSON.parse(process.argv[2] ?? '')
const ledger = openLedger(config.ledgerUrl)
const connection = await openStore(config)
const store = observed(connection.store, (call) =>
  process.send?.({ ...call, replica: config.replica, pid: process.pid }),
)
const serve = config.framework === 'express' ? serveExpress : serveFastify
const server = await serve({ store, log: false, on: { '*': work } })

/** Follows the event's instructions, and records its run. It ignores `context.signal`, which is the harder case. */
async function work(_event: unknown, { rawBody }: Context): Promise<void> {
  const { event_id, job_id, work }: { event_id?: string; job_id?: string; work: Work } = JSON.parse(
    Buffer.from(rawBody).toString(),
  )
  const run = await ledger.begin(event_id ?? job_id ?? '', config.replica)
  await delay(work.durationMs)
  const failed = run.failures < work.failures
  await ledger.end(run.id, failed ? 'failed' : 'succeeded')
  if (failed) throw new Error('As planned.')
}

process.once('SIGTERM', async () => {
  await server.close()
  await connection.close()
  await ledger.close()
  process.disconnect()
})
// The process that started this one has ended.
process.on('disconnect', () => process.exit())
process.send?.({ port: server.port })
