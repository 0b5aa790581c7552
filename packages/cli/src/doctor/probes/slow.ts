import { accepts, describe, type Judgment, passed } from '../judge.js'
import { withPace } from '../lab.js'
import type { ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const CUT_OFF =
  'Give a body a time to arrive in, such as 10 s, then answer 408 and close. In Node: server.requestTimeout, which is 5 minutes unless you set it.'

/** Clients that take their time, or leave. */
export const slow: ProbeGroup = {
  title: 'Slow clients',
  probes: [
    {
      id: 'slow-body',
      severity: 'important',
      title: 'A body that does not arrive is cut off',
      sends: 'Half of a genuine delivery, then a byte a second.',
      good: '408, another answer, or a closed connection, in the time that --patience gives (15 s).',
      means:
        'With a few thousand such connections, for which an old laptop is enough, anybody stops your server.',
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
      sends: 'A genuine delivery, while half of another one hangs.',
      good: 'Any 2xx.',
      means: 'One slow client, anybody’s, stops all deliveries.',
      fix: 'Serve requests side by side: with more workers, or a server that does not wait for one body.',
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
      title: 'A client that leaves midway leaves nothing behind',
      sends: 'Half of a genuine delivery, then nothing: the connection is closed. Then a genuine delivery.',
      good: 'Any 2xx for the second one.',
      means: 'An aborted request ends the process, or leaves a lock behind.',
      fix: 'Listen for errors of the request, and let go of what it held when it is closed.',
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
