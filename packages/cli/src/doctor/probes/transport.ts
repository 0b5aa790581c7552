import { gzipSync } from 'node:zlib'
import { describe, type Judgment, refuses, refusesOrHangsUp, survives } from '../judge.js'
import { type Lab, withHeader, withPace } from '../lab.js'
import { isLoopback } from '../loopback.js'
import type { ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const MEBIBYTE = 1024 * 1024
const LARGE = 8 * MEBIBYTE
const HUGE = 1024 * MEBIBYTE
const BOMB = 64 * MEBIBYTE

const LIMIT =
  'Limit the size of a body: 1 MiB is more than any event needs. Count while it arrives, and answer 413 as soon as it is too much.'

/** HTTP that no provider speaks. */
export const transport: ProbeGroup = {
  title: 'HTTP',
  probes: [
    {
      id: 'get',
      severity: 'important',
      title: 'GET is refused',
      sends: 'GET with the headers of a delivery and without a body.',
      good: '405 with Allow: POST, or another 4xx.',
      means:
        'A link preview, a crawler or a health check gets your webhook to say that all is well, and may get it to run.',
      fix: 'Listen for POST alone.',
      expects: 'refusal',
      attempt: async (lab) => [await lab.send({ ...(await lab.delivery({ body: '' })), method: 'GET' })],
      judge: refuses,
    },
    {
      id: 'https',
      severity: 'critical',
      title: 'The URL is https',
      sends: 'Nothing: it looks at the URL.',
      good: 'https. On your own machine, http will do.',
      means: 'JoggAI takes https alone. With Hoox, whoever is on the way reads and changes every delivery.',
      fix: 'Get a certificate, from Let’s Encrypt for one, and give the provider the https URL.',
      expects: 'nothing',
      skip: ({ url }) => (isLoopback(new URL(url)) ? 'The URL is one of this machine.' : undefined),
      attempt: async () => [],
      judge: (_replies, { target }) => isHttps(target.url),
    },
    {
      id: 'gzip',
      severity: 'advice',
      title: 'A compressed body is no crash',
      sends: 'A genuine delivery that was compressed after it was signed, with Content-Encoding: gzip.',
      good: '415, or any other answer below 500. No provider compresses.',
      means: 'The compressed bytes are parsed as JSON, and nobody catches the error.',
      fix: 'Answer 415 to every Content-Encoding but identity.',
      expects: 'an answer',
      async attempt(lab) {
        const request = withHeader(await lab.delivery(), 'Content-Encoding', 'gzip')
        return [await lab.send({ ...request, body: gzipSync(request.body) })]
      },
      judge: survives,
    },
    {
      id: 'gzip-bomb',
      severity: 'important',
      title: 'A compressed body is not unpacked without a limit',
      sends: `A genuine delivery of ${BOMB / MEBIBYTE} MiB that compression makes ${Math.round(BOMB / 1000 / 1024)} kB.`,
      good: '413 or 415, another 4xx, or a closed connection.',
      means: 'A few bytes of anybody take as much of your memory as they like.',
      fix: 'Answer 415 to every Content-Encoding but identity, or limit the size of what is unpacked.',
      expects: 'refusal',
      async attempt(lab) {
        const request = withHeader(await padded(lab, BOMB), 'Content-Encoding', 'gzip')
        return [await lab.send({ ...request, body: gzipSync(request.body) })]
      },
      judge: refusesOrHangsUp,
    },
    {
      id: 'large-body',
      severity: 'important',
      title: 'A large body is refused',
      sends: `A genuine delivery of ${LARGE / MEBIBYTE} MiB.`,
      good: '413, another 4xx, or a closed connection.',
      means:
        'Bodies are read whatever their size, before anything is checked: a few at once fill your memory.',
      fix: LIMIT,
      expects: 'refusal',
      attempt: async (lab) => [
        await lab.send(await padded(lab, LARGE), { timeoutMs: lab.target.patienceMs }),
      ],
      judge: refusesOrHangsUp,
    },
    {
      id: 'large-body-announced',
      severity: 'advice',
      title: 'A body that is announced as too large is refused before it comes',
      sends: `A delivery that says it has ${HUGE / MEBIBYTE} MiB, and the first few hundred bytes of it.`,
      good: '413, another 4xx, or a closed connection, in the time that --patience gives.',
      means:
        'The limit, if there is one, is applied once the whole body has come: a client who sends no more keeps the connection.',
      fix: `${LIMIT} Express answers an error only when the request is over, unless an error handler of yours answers at once.`,
      expects: 'refusal',
      async attempt(lab) {
        const request = withPace(await lab.delivery(), { kind: 'stall', announcedBytes: HUGE })
        return [await lab.send(request, { timeoutMs: lab.target.patienceMs })]
      },
      judge: refusesInTime,
    },
  ],
}

/** Here, no answer is no crash: it is what the probe is about. */
function refusesInTime(replies: readonly Reply[]): Judgment {
  const waiting = replies.find(({ kind }) => kind === 'timeout')
  return waiting ? { verdict: 'failed', found: describe(waiting) } : refusesOrHangsUp(replies)
}

function isHttps(url: string): Judgment {
  return url.startsWith('https:')
    ? { verdict: 'passed', found: 'https' }
    : { verdict: 'failed', found: 'The URL begins with http:.' }
}

function padded(lab: Lab, size: number) {
  return lab.delivery({ event: { ...lab.event(), vidhook_doctor_padding: ' '.repeat(size) } })
}
