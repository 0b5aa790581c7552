import { useEffect, useState } from 'preact/hooks'
import type { Overview } from '../page-server.js'
import type { Summary } from '../summary.js'

/** What vidhook tells the page, as long as the page is open. */
export interface Live {
  readonly connection: 'connecting' | 'live' | 'lost'
  readonly overview?: Overview
  /** Counts the connections: with each, and when all was cleared, everything is told anew. */
  readonly times: number
  /** The last delivery that came while the page was open. */
  readonly newest?: Summary
}

/** Follows vidhook. The browser connects again by itself. */
export function useLive(): Live {
  const [live, setLive] = useState<Live>({ connection: 'connecting', times: 0 })
  useEffect(() => {
    let waiting: Summary[] = []
    // Drawn together: a burst of deliveries is no burst of drawing.
    const draw = () => {
      const came = waiting
      waiting = []
      setLive((before) => withDeliveries(before, came))
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

function withDeliveries(live: Live, came: readonly Summary[]): Live {
  if (!live.overview) return live
  const deliveries = new Map(live.overview.deliveries.map((summary) => [summary.id, summary]))
  const newest = came.findLast(({ id }) => !deliveries.has(id))
  for (const summary of came) deliveries.set(summary.id, summary)
  const sorted = [...deliveries.values()].sort((a, b) => a.id - b.id)
  return { ...live, overview: { ...live.overview, deliveries: sorted }, ...(newest && { newest }) }
}
