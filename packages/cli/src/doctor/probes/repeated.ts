import { accepts, describe, isAccepted, type Judgment, passed } from '../judge.js'
import type { ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const AT_ONCE = 5

/** Both providers send an event again if the answer was late or lost. */
export const repeated: ProbeGroup = {
  title: 'Repeats',
  probes: [
    {
      id: 'duplicate',
      severity: 'important',
      title: 'A repeated delivery is acknowledged',
      sends: 'The same delivery three times, one after the other.',
      good: 'Any 2xx, three times. Your handlers must run once. The doctor cannot see that: check your log.',
      means: 'The provider treats a refused repeat as a failure and keeps sending it.',
      fix: 'Store the ids of processed events, and answer a repeat with 200 without running the handlers.',
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
      title: 'Simultaneous repeats do not disturb each other',
      sends: `The same delivery ${AT_ONCE} times at once, then once more.`,
      good: 'A 2xx for at least one of them and for the last one. For the others a 2xx, or 409, 425 or 503, which make the provider retry. Your handlers must run once: check your log.',
      means:
        'Two requests process the same event at the same time and conflict, for example at a unique index.',
      fix: 'Claim the event’s id in one atomic step before the work, and answer repeats with 503 until the work is done.',
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
      title: 'Simultaneous events are all acknowledged',
      sends: `${AT_ONCE} genuine deliveries of different events at once.`,
      good: `Any 2xx, ${AT_ONCE} times.`,
      means:
        'If several videos are finished at the same time, some of their events fail or are answered too late.',
      fix: 'Look for a shared connection, lock or file. Or put each event into a queue, then answer.',
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
