import { useEffect, useState } from 'preact/hooks'
import { messageOf } from '../../error-message.js'
import type { InboxOverview } from '../inbox-api.js'
import { server } from './server.js'

/** How often the page asks for the entries, in milliseconds: an inbox tells nobody of its changes. */
const EVERY_MS = 2_000

/** The inbox as it was a moment ago. */
export interface InboxState {
  readonly overview?: InboxOverview
  /** Why the last answer is missing. */
  readonly problem?: string
}

/** Asks for the inbox again and again, and at once when `refresh` is called. */
export function useInbox() {
  const [state, setState] = useState<InboxState>({})
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let isCurrent = true
    let timer = 0
    const ask = async () => {
      const update = await server.inbox().then(
        (overview) => ({ overview }),
        (error: unknown) => ({ problem: messageOf(error) }),
      )
      if (!isCurrent) return
      setState((before) => ({ ...('problem' in update ? before : {}), ...update }))
      timer = window.setTimeout(ask, EVERY_MS)
    }
    ask()
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [asked])
  return { ...state, refresh: () => setAsked((times) => times + 1) }
}
