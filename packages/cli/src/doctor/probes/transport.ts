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
  'Limit the size of a body: 1 MiB is more than any event needs. Count the bytes as they arrive, and answer 413 as soon as the limit is exceeded.'

/** HTTP requests that no provider sends. */
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
        'Your webhook answers link previews, crawlers and health checks with success, and may run for them.',
      fix: 'Accept only POST.',
      expects: 'refusal',
      attempt: async (lab) => [await lab.send({ ...(await lab.delivery({ body: '' })), method: 'GET' })],
      judge: refuses,
    },
    {
      id: 'https',
      severity: 'critical',
      title: 'The URL is https',
      sends: 'Nothing: the URL itself is checked.',
      good: 'https. On your own machine, http is enough.',
      means:
        'JoggAI accepts only https. With Hoox, anyone on the network between you and Hoox can read and change every delivery.',
      fix: 'Get a certificate, for example from Let’s Encrypt, and give the provider the https URL.',
      expects: 'nothing',
      skip: ({ url }) => (isLoopback(new URL(url)) ? 'The URL leads to this machine.' : undefined),
      attempt: async () => [],
      judge: (_replies, { target }) => isHttps(target.url),
    },
    {
      id: 'gzip',
      severity: 'advice',
      title: 'A compressed body causes no crash',
      sends: 'A genuine delivery that was compressed after it was signed, with Content-Encoding: gzip.',
      good: '415, or any other answer below 500. No provider compresses.',
      means: 'Your code parses the compressed bytes as JSON, and nothing catches the error.',
      fix: 'Answer 415 to every Content-Encoding except identity.',
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
      title: 'The decompressed size of a body is limited',
      sends: `A genuine delivery of ${BOMB / MEBIBYTE} MiB, compressed to ${Math.round(BOMB / 1000 / 1024)} kB.`,
      good: '413 or 415, another 4xx, or a closed connection.',
      means: 'Anyone can fill your memory with a small request.',
      fix: 'Answer 415 to every Content-Encoding except identity, or limit the decompressed size.',
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
        'Your server reads bodies of any size before it checks them. A few at the same time fill its memory.',
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
      title: 'A body that is announced as too large is refused before it arrives',
      sends: `A delivery with a Content-Length of ${HUGE / MEBIBYTE} MiB, of which only a few hundred bytes are sent.`,
      good: '413, another 4xx, or a closed connection, within --patience.',
      means:
        'The limit, if there is one, applies only after the whole body has arrived. A client that stops sending keeps its connection.',
      fix: `${LIMIT} Express answers an error only after the request has ended, unless your own error handler answers at once.`,
      expects: 'refusal',
      async attempt(lab) {
        const request = withPace(await lab.delivery(), { kind: 'stall', announcedBytes: HUGE })
        return [await lab.send(request, { timeoutMs: lab.target.patienceMs })]
      },
      judge: refusesInTime,
    },
  ],
}

/** `refusesOrHangsUp()` reports a missing answer as a crash. Here it is the failure that the probe looks for. */
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
