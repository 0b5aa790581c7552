import { accepts, describe, isAccepted, type Judgment, passed } from '../judge.js'
import type { ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const AT_ONCE = 5

/** Both providers send an event again when an answer was late or got lost. */
export const repeated: ProbeGroup = {
  title: 'Repeats',
  probes: [
    {
      id: 'duplicate',
      severity: 'important',
      title: 'A repeated delivery is acknowledged',
      sends: 'The same delivery three times, one after the other.',
      good: 'Any 2xx, three times. Your handlers have to run once: the doctor cannot see that, your log can.',
      means: 'The provider takes a repeat that is refused for a failure, and goes on sending it.',
      fix: 'Remember the ids of events that are done, and answer 200 to a repeat without running the handlers.',
      expects: 'acceptance',
      async attempt(lab) {
        const request = await lab.delivery()
        return [await lab.send(request), await lab.send(request), await lab.send(request)]
      },
      judge: accepts,
    },
    {
      id: 'duplicate-at-once',
      severity: 'important',
      title: 'Repeats that come at once do not disturb each other',
      sends: `The same delivery ${AT_ONCE} times at once, then once more.`,
      good: 'A 2xx for at least one of them and for the last; for the others a 2xx, or 409, 425 or 503, which ask the provider to wait. Your handlers have to run once: your log knows.',
      means:
        'Two of them work on one event at the same time and get into each other’s way, for example at a unique index.',
      fix: 'Claim the id of an event in one atomic step before the work, and answer 503 to who comes meanwhile.',
      expects: 'acceptance',
      async attempt(lab) {
        const request = await lab.delivery()
        const together = await Promise.all(Array.from({ length: AT_ONCE }, () => lab.send(request)))
        return [...together, await lab.send(request)]
      },
      judge: handledByOne,
    },
    {
      id: 'events-at-once',
      severity: 'important',
      title: 'Different events that come at once are all acknowledged',
      sends: `${AT_ONCE} genuine deliveries of different events at once.`,
      good: `Any 2xx, ${AT_ONCE} times.`,
      means: 'When a batch of videos gets ready, some of its events fail, or come too late.',
      fix: 'Look for what they share: a connection, a lock, a file. Or answer once they are in a queue.',
      expects: 'acceptance',
      async attempt(lab) {
        const requests = await Promise.all(Array.from({ length: AT_ONCE }, () => lab.delivery()))
        return Promise.all(requests.map((request) => lab.send(request)))
      },
      judge: accepts,
    },
  ],
}

const PLEASE_WAIT = new Set([409, 425, 503])

function handledByOne(replies: readonly Reply[]): Judgment {
  const bad = replies.find(
    (reply) => !isAccepted(reply) && !(reply.kind === 'answered' && PLEASE_WAIT.has(reply.status)),
  )
  if (bad) return { verdict: 'failed', found: describe(bad) }
  const last = replies.at(-1)
  return last && isAccepted(last) ? passed(replies) : accepts(replies.slice(-1))
}
