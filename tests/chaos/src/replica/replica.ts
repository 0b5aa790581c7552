// One process of an app that receives both providers' webhooks, on a store or an inbox that it shares with others. Started by
// replica-process.ts, which it tells its port, every call to the store or the inbox, and when it stood still.
import { openLedger } from '../ledger.js'
import type { ReplicaConfig } from './config.js'
import { openApp } from './open-app.js'
import { watchStandstills } from './standstill.js'
import { worksBy } from './work.js'

const config: ReplicaConfig = JSON.parse(process.argv[2] ?? '')
const ledger = openLedger(config.ledgerUrl)
const app = await openApp(config, { '*': worksBy(ledger, config.replica) }, (call) =>
  process.send?.({ ...call, replica: config.replica, pid: process.pid }),
)
watchStandstills((standstill) => process.send?.(standstill))

process.once('SIGTERM', async () => {
  await app.close()
  await ledger.close()
  process.disconnect()
})
// Whoever has started it is gone.
process.on('disconnect', () => process.exit())
process.send?.({ started: true, port: app.port })
