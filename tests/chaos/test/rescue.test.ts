import { describe, expect, test } from 'vitest'
import { deliver } from '../src/deliver.js'
import type { Attempt, StoreCall } from '../src/facts.js'
import { providers } from '../src/providers.js'
import { roundRobin } from '../src/round-robin.js'
import { startStage } from '../src/stage.js'
import { storesHere } from './servers.js'

const stores = await storesHere()

// Real processes, real time. Right after a renewal is the worst moment: the lease has its whole length before it. The sender
// has the shortest schedule that is known of Hoox: three tries, 1 and 2 s apart.
describe.runIf(stores.length > 0).concurrent.each(stores)(
  'on %s, a worker killed in mid-handler',
  (store) => {
    test.each([
      ['the first try', { failures: 0, killedIn: 1 }],
      ['the second try', { failures: 1, killedIn: 2 }],
    ])(
      "right after a renewal in %s: another replica takes over by Hoox's third and last try",
      async (_, { failures, killedIn }) => {
        const attempts: Attempt[] = []
        let claims = 0
        let killed: number | undefined
        const stage = await startStage({
          store,
          roles: ['receive', 'receive'],
          onStoreCall({ call, answer, replica }: StoreCall) {
            if (call === 'claim' && answer === 'claimed') claims++
            if (call !== 'renew' || claims !== killedIn || killed !== undefined) return
            killed = replica
            void stage.replicas[replica]?.kill()
          },
          onFault() {},
          onComplaint() {},
        })
        try {
          const work = { durationMs: 4_000, failures }
          await deliver({
            provider: providers.hoox,
            event: { id: 'chaos-1', provider: 'hoox', work, deliveriesAt: [0] },
            delivery: 0,
            next: roundRobin(stage.replicas),
            onAttempt: (attempt) => attempts.push(attempt),
          })
          expect(killed).toBeTypeOf('number')
          expect(attempts[killedIn - 1]?.answer.outcome).toBe('broken')
          expect(attempts.at(-1)?.answer.outcome).toBe('processed')
          expect(attempts.length).toBeLessThanOrEqual(3)
          expect(attempts.at(-1)?.replica).not.toBe(killed)
          expect((await stage.ledger.read()).map(({ result }) => result)).toEqual([
            ...Array(failures).fill('failed'),
            undefined, // the one that was killed
            'succeeded',
          ])
        } finally {
          await stage.end()
        }
      },
    )
  },
)
