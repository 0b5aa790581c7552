import { canStartRedis, startPostgres } from '@vidhook/test-servers'
import type { StoreName } from '../src/store-server.js'

/** The stores that this machine has the servers for; the ledger needs Postgres always. Where `CI` is set, all or an error. */
export async function storesHere(): Promise<readonly StoreName[]> {
  try {
    await (await startPostgres()).stop()
  } catch (error) {
    if (process.env.CI) throw error
    console.warn('Skipped: no Postgres. Install postgresql.')
    return []
  }
  return (await canStartRedis()) ? ['redis', 'postgres'] : ['postgres']
}
