import type { Summary } from '../summary.js'
import { server } from './server.js'

/** Downloads the listed deliveries as a JSON file. */
export async function saveAsJson(listed: readonly Summary[]): Promise<void> {
  const ids = new Set(listed.map(({ id }) => id))
  const deliveries = (await server.exported()).filter(({ id }) => ids.has(id))
  const blob = new Blob([`${JSON.stringify(deliveries, undefined, 2)}\n`], { type: 'application/json' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = 'vidhook-deliveries.json'
  link.click()
  URL.revokeObjectURL(link.href)
}
