import { MAX_ANSWER_BYTES } from '../../http-client.js'
import { holdsSecret, isRecognizable } from '../hide-secrets.js'
import { accepts, describe, type Judgment } from '../judge.js'
import type { Exchange, Lab } from '../lab.js'
import type { ProbeGroup } from '../probe.js'
import { showsStackTrace } from '../stack-trace.js'

/** Checks all answers of the earlier probes. */
export const finalChecks: ProbeGroup = {
  title: 'Final checks',
  probes: [
    {
      id: 'still-well',
      severity: 'critical',
      title: 'A genuine delivery is still acknowledged after all probes',
      sends: 'A genuine delivery.',
      good: 'Any 2xx.',
      means: 'One of the earlier requests broke the endpoint.',
      fix: 'Look for the first error in your log, and at the probes above that got no answer.',
      expects: 'acceptance',
      attempt: async (lab) => [await lab.send(await lab.delivery())],
      judge: accepts,
    },
    {
      id: 'no-secret-in-answers',
      severity: 'critical',
      title: 'No answer reveals a secret',
      sends: 'Nothing: all earlier answers are checked.',
      good: 'No header and no body contains the secret or the expected signature.',
      means:
        'A forger who gets the expected signature with a refusal sends the same delivery again with it, and your server accepts it.',
      fix: 'Answer every refusal with the same fixed text. Log the reason, without the signature.',
      expects: 'nothing',
      skip: ({ secret }) =>
        secret !== undefined && isRecognizable(secret)
          ? undefined
          : 'There is no secret, or it is too short to be recognized in a text.',
      attempt: async () => [],
      judge: (_replies, lab) => judgeAll(lab, (exchange) => givesAway(exchange, lab)),
    },
    {
      id: 'no-stack-traces',
      severity: 'important',
      title: 'No answer shows a stack trace',
      sends: 'Nothing: all earlier answers are checked.',
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
      sends: 'Nothing: all earlier answers are checked.',
      good: `Less than ${MAX_ANSWER_BYTES / 1024} KiB, complete.`,
      means:
        'The provider may stop reading and treat the delivery as failed. Anyone can make your server send a lot of data with a small request.',
      fix: 'Answer with the status and a short text.',
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
