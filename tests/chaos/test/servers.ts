import { canStartRedis, startPostgres } from '@vidhook/test-servers'
import type { StoreName } from '../src/store-server.js'

/** The stores whose servers this machine has. The ledger always needs Postgres. If `CI` is set, a missing server is an error. */
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
