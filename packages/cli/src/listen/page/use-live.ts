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
    const source = new EventSource('/api/live')
    source.addEventListener('error', () => setLive((before) => ({ ...before, connection: 'lost' })))
    source.addEventListener('overview', ({ data }) =>
      setLive(({ times }) => ({ connection: 'live', overview: JSON.parse(data), times: times + 1 })),
    )
    source.addEventListener('delivery', ({ data }) =>
      setLive((before) => withDelivery(before, JSON.parse(data))),
    )
    return () => source.close()
  }, [])
  return live
}

function withDelivery(live: Live, summary: Summary): Live {
  if (!live.overview) return live
  const others = live.overview.deliveries.filter(({ id }) => id !== summary.id)
  const isNew = others.length === live.overview.deliveries.length
  const deliveries = [...others, summary].sort((a, b) => a.id - b.id)
  return { ...live, overview: { ...live.overview, deliveries }, ...(isNew && { newest: summary }) }
}
