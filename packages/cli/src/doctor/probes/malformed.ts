import { refuses, survives } from '../judge.js'
import type { Lab } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const DEPTH = 100_000

/** Properly signed, and no JSON. */
export const malformed: ProbeGroup = {
  title: 'Broken bodies',
  probes: [
    {
      id: 'malformed-json',
      severity: 'important',
      title: 'Malformed JSON is refused',
      sends: 'A genuine delivery whose JSON ends in the middle.',
      good: '400, or another 4xx.',
      means:
        'With a 2xx, an event that was cut off on its way is lost. With a 5xx, JSON.parse threw into the open.',
      fix: 'Catch what JSON.parse throws, and answer 400.',
      expects: 'refusal',
      attempt: (lab) => sendBodies(lab, JSON.stringify(lab.event()).slice(0, -9)),
      judge: refuses,
    },
    {
      id: 'empty-body',
      severity: 'important',
      title: 'An empty body is refused',
      sends: 'A delivery without a body, properly signed.',
      good: '400, or another 4xx.',
      means: 'With a 2xx, an event whose body got lost is lost for good. With a 5xx, it is a crash.',
      fix: 'Answer 400 to an empty body, before anything is read from it.',
      expects: 'refusal',
      attempt: (lab) => sendBodies(lab, ''),
      judge: refuses,
    },
    {
      id: 'not-utf8',
      severity: 'advice',
      title: 'Bytes that are no UTF-8 are no crash',
      sends: 'A genuine delivery with bytes in it that UTF-8 does not know.',
      good: '400, or any other answer below 500.',
      means: 'Your decoder throws, and nobody catches it.',
      fix: 'Decode with new TextDecoder("utf-8", { fatal: true }), catch what it throws, and answer 400.',
      expects: 'an answer',
      attempt: (lab) => sendBodies(lab, notUtf8(lab)),
      judge: survives,
    },
    {
      id: 'deep-nesting',
      severity: 'important',
      title: 'JSON of a hundred thousand levels is no crash',
      sends: 'Two genuine deliveries of some 200 kB: brackets without an end, and brackets that all end.',
      good: '400, 413, or any other answer below 500, twice.',
      means: 'A recursive function runs out of stack, and the request, or the whole process, with it.',
      fix: 'Limit the size of a body, and its depth before you validate or copy it.',
      expects: 'an answer',
      attempt: (lab) => sendBodies(lab, '['.repeat(2 * DEPTH), '['.repeat(DEPTH) + ']'.repeat(DEPTH)),
      judge: survives,
    },
  ] satisfies readonly Probe[],
}

async function sendBodies(lab: Lab, ...bodies: readonly (string | Uint8Array)[]): Promise<readonly Reply[]> {
  const replies: Reply[] = []
  for (const body of bodies) replies.push(await lab.send(await lab.delivery({ body })))
  return replies
}

function notUtf8(lab: Lab): Uint8Array {
  const json = JSON.stringify({ ...lab.event(), note: '\u00ff\u00fe' })
  return Uint8Array.from(json, (char) => char.charCodeAt(0))
}
