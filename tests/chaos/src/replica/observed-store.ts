import type { Store } from '@vidhook/core'
import type { StoreCall } from '../facts.js'

export type ObservedCall = Pick<StoreCall, 'event' | 'call' | 'answer' | 'at'>

/** The same store, but every call is reported with its answer. */
export function observed(store: Store, tell: (call: ObservedCall) => void): Store {
  const watch = async <Answer>(call: ObservedCall['call'], key: string, answering: Promise<Answer>) => {
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
  return {
    claim: (key, ...rest) => watch('claim', key, store.claim(key, ...rest)),
    renew: (key, ...rest) => watch('renew', key, store.renew(key, ...rest)),
    complete: (key, ...rest) => watch('complete', key, store.complete(key, ...rest)),
    release: (key, ...rest) => watch('release', key, store.release(key, ...rest)),
  }
}

/** The event's id in the plan, from its key. */
function eventOf(key: string): string {
  return /chaos-\d+/.exec(key)?.[0] ?? key
}

function stateOf(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'state' in answer
    ? String(answer.state)
    : String(answer)
}
