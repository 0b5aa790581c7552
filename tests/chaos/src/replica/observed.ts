import type { Inbox, Store } from '@vidhook/core'
import { eventOf, type StoreCall } from '../facts.js'

export type Tell = (call: Pick<StoreCall, 'event' | 'call' | 'answer' | 'at'>) => void

/** The same store. Every call is told, with its answer. */
export function watchStore(store: Store, tell: Tell): Store {
  const watch = watching(tell)
  return {
    claim: (key, ...rest) => watch('claim', key, store.claim(key, ...rest)),
    renew: (key, ...rest) => watch('renew', key, store.renew(key, ...rest)),
    complete: (key, ...rest) => watch('complete', key, store.complete(key, ...rest)),
    release: (key, ...rest) => watch('release', key, store.release(key, ...rest)),
  }
}

/** The same inbox. Every call is told, with its answer. */
export function watchInbox(inbox: Inbox, tell: Tell): Inbox {
  const watch = watching(tell)
  return { put: (entry, retentionMs) => watch('put', entry.key, inbox.put(entry, retentionMs)) }
}

function watching(tell: Tell) {
  return async <Answer>(call: StoreCall['call'], key: string, answering: Promise<Answer>) => {
    const told = (answer: string) => tell({ event: eventOf(key), call, answer, at: Date.now() })
    try {
      const answer = await answering
      told(stateOf(answer))
      return answer
    } catch (error) {
      told('error')
      throw error
    }
  }
}

function stateOf(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'state' in answer
    ? String(answer.state)
    : String(answer)
}
