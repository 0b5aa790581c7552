import { MAX_ANSWER_BYTES } from '../../http-client.js'
import { accepts, describe, type Judgment } from '../judge.js'
import type { Exchange, Lab } from '../lab.js'
import type { ProbeGroup } from '../probe.js'
import { holdsSecret, isRecognizable } from '../secrecy.js'
import { showsStackTrace } from '../stack-trace.js'

/** Checks all answers of the earlier probes. */
export const aftermath: ProbeGroup = {
  title: 'Afterwards',
  probes: [
    {
      id: 'still-well',
      severity: 'critical',
      title: 'After all of this, a genuine delivery is acknowledged',
      sends: 'A genuine delivery.',
      good: 'Any 2xx.',
      means: 'One of the deliveries before has brought the endpoint down.',
      fix: 'Look into your log for the first one that failed, and at the probes above that got no answer.',
      expects: 'acceptance',
      attempt: async (lab) => [await lab.send(await lab.delivery())],
      judge: accepts,
    },
    {
      id: 'no-secret-in-answers',
      severity: 'critical',
      title: 'No answer gives a secret away',
      sends: 'Nothing: it looks at all answers so far.',
      good: 'Neither the secret nor the signature that would have been right, in no header and no body.',
      means:
        'Who gets the expected signature with a refusal sends the same delivery once more, and is believed.',
      fix: 'Answer a refusal with one fixed text. Write the reason to your log, without the signature.',
      expects: 'nothing',
      skip: ({ secret }) =>
        secret !== undefined && isRecognizable(secret)
          ? undefined
          : 'There is no secret that could be told from other text.',
      attempt: async () => [],
      judge: (_replies, lab) => judgeAll(lab, (exchange) => givesAway(exchange, lab)),
    },
    {
      id: 'no-stack-traces',
      severity: 'important',
      title: 'No answer shows a stack trace',
      sends: 'Nothing: it looks at all answers so far.',
      good: 'Errors without file names and line numbers.',
      means: 'A forger learns your framework, its version and your folders, and where your checks fail.',
      fix: 'Set NODE_ENV=production, or handle errors yourself, and answer with one fixed text.',
      expects: 'nothing',
      attempt: async () => [],
      judge: (_replies, lab) =>
        judgeAll(lab, ({ reply }) => reply.kind === 'answered' && showsStackTrace(reply.body)),
    },
    {
      id: 'short-answers',
      severity: 'advice',
      title: 'Answers are short',
      sends: 'Nothing: it looks at all answers so far.',
      good: `Less than ${MAX_ANSWER_BYTES / 1024} KiB, complete.`,
      means:
        'The provider may give up reading, and take it for a failure. Everybody else gets much for little.',
      fix: 'Answer with the status and a word.',
      expects: 'nothing',
      attempt: async () => [],
      judge: (_replies, lab) => judgeAll(lab, ({ reply }) => reply.kind === 'answered' && reply.cut),
    },
  ],
}

function judgeAll({ exchanges }: Lab, isBad: (exchange: Exchange) => boolean): Judgment {
  const bad = exchanges.filter(isBad)
  const [first] = bad
  if (!first) return { verdict: 'passed', found: `${exchanges.length} answers` }
  const status = first.reply.kind === 'answered' ? first.reply.status : describe(first.reply)
  return {
    verdict: 'failed',
    found: `${bad.length} of ${exchanges.length} answers, the first with status ${status}.`,
  }
}

function givesAway({ request, reply, expectedSignature }: Exchange, { target }: Lab): boolean {
  if (reply.kind !== 'answered') return false
  const answer = [...Object.values(reply.headers), reply.body].join('\n')
  if (holdsSecret(answer, target)) return true
  if (expectedSignature === undefined || !answer.includes(expectedSignature)) return false
  // Repeating the signature that was sent reveals nothing.
  return !request.url.includes(expectedSignature) && !request.headers.flat().includes(expectedSignature)
}
