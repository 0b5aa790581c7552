import { accepts, describe, type Judgment, passed } from '../judge.js'
import { withPace } from '../lab.js'
import type { ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const CUT_OFF =
  'Limit the time for a body, for example to 10 s, then answer 408 and close the connection. In Node, set server.requestTimeout; its default is 5 minutes.'

/** Clients that send slowly or disconnect. */
export const slow: ProbeGroup = {
  title: 'Slow clients',
  probes: [
    {
      id: 'slow-body',
      severity: 'important',
      title: 'A body that arrives too slowly is cut off',
      sends: 'Half of a genuine delivery, then a byte a second.',
      good: '408, another answer, or a closed connection, within --patience (15 s).',
      means: 'Anyone with a laptop can open a few thousand such connections and stop your server.',
      fix: CUT_OFF,
      expects: 'an answer',
      async attempt(lab) {
        const request = withPace(await lab.delivery(), { kind: 'drip' })
        return [await lab.send(request, { timeoutMs: lab.target.patienceMs })]
      },
      judge: endsInTime,
    },
    {
      id: 'slow-neighbor',
      severity: 'critical',
      title: 'A slow client does not hold up the others',
      sends: 'A genuine delivery, while another one is only half sent.',
      good: 'Any 2xx.',
      means: 'A single slow client stops all deliveries.',
      fix: 'Handle requests concurrently: use more workers, or a server that does not block while it reads a body.',
      expects: 'acceptance',
      async attempt(lab) {
        const hanging = withPace(await lab.delivery(), { kind: 'drip' })
        return lab.during(hanging, async () => [await lab.send(await lab.delivery())])
      },
      judge: accepts,
    },
    {
      id: 'client-gone',
      severity: 'important',
      title: 'A client that disconnects midway does no harm',
      sends: 'Half of a genuine delivery, then the connection is closed. Then a whole genuine delivery.',
      good: 'Any 2xx for the second one.',
      means: 'An aborted request ends the process, or leaves a lock behind.',
      fix: 'Handle the request’s error event, and release its locks when the connection closes.',
      expects: 'acceptance',
      async attempt(lab) {
        const request = await lab.delivery()
        await lab.during(withPace(request, { kind: 'drip' }), async () => {})
        return [await lab.send(await lab.delivery())]
      },
      judge: accepts,
    },
  ],
}

function endsInTime(replies: readonly Reply[]): Judgment {
  const hanging = replies.find(({ kind }) => kind === 'timeout')
  return hanging ? { verdict: 'failed', found: describe(hanging) } : passed(replies)
}
