import { useEffect, useState } from 'preact/hooks'
import type { Overview } from '../page-server.js'
import type { Summary } from '../summary.js'

/** The state that vidhook listen streams to the page. */
export interface Live {
  readonly connection: 'connecting' | 'live' | 'lost'
  readonly overview?: Overview
  /** The number of overviews received: one for each connection, and one each time all deliveries are cleared. */
  readonly times: number
  /** The last delivery that arrived while the page was open. */
  readonly newest?: Summary
}

/** Subscribes to the live updates. The browser reconnects by itself. */
export function useLive(): Live {
  const [live, setLive] = useState<Live>({ connection: 'connecting', times: 0 })
  useEffect(() => {
    let waiting: Summary[] = []
    // All deliveries of one frame are drawn together.
    const draw = () => {
      const arrived = waiting
      waiting = []
      setLive((before) => withDeliveries(before, arrived))
    }
    const source = new EventSource('/api/live')
    source.addEventListener('error', () => setLive((before) => ({ ...before, connection: 'lost' })))
    source.addEventListener('overview', ({ data }) => {
      waiting = []
      setLive(({ times }) => ({ connection: 'live', overview: JSON.parse(data), times: times + 1 }))
    })
    source.addEventListener('delivery', ({ data }) => {
      if (waiting.push(JSON.parse(data)) === 1) requestAnimationFrame(draw)
    })
    return () => source.close()
  }, [])
  return live
}

function withDeliveries(live: Live, arrived: readonly Summary[]): Live {
  if (!live.overview) return live
  const deliveries = new Map(live.overview.deliveries.map((summary) => [summary.id, summary]))
  const newest = arrived.findLast(({ id }) => !deliveries.has(id))
  for (const summary of arrived) deliveries.set(summary.id, summary)
  const sorted = [...deliveries.values()].sort((a, b) => a.id - b.id)
  return { ...live, overview: { ...live.overview, deliveries: sorted }, ...(newest && { newest }) }
}
