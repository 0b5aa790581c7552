import { refuses, survives } from '../judge.js'
import type { Lab } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const DEPTH = 100_000

/** Correctly signed bodies that are not JSON, or are hard to parse. */
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
        'After a 2xx, an event that was cut off on the way is lost. A 5xx means that nothing caught the error of JSON.parse.',
      fix: 'Catch the error of JSON.parse, and answer 400.',
      expects: 'refusal',
      attempt: (lab) => sendBodies(lab, JSON.stringify(lab.event()).slice(0, -9)),
      judge: refuses,
    },
    {
      id: 'empty-body',
      severity: 'important',
      title: 'An empty body is refused',
      sends: 'A correctly signed delivery without a body.',
      good: '400, or another 4xx.',
      means: 'After a 2xx, an event whose body was lost on the way is lost for good. A 5xx is a crash.',
      fix: 'Answer an empty body with 400 before you parse it.',
      expects: 'refusal',
      attempt: (lab) => sendBodies(lab, ''),
      judge: refuses,
    },
    {
      id: 'not-utf8',
      severity: 'advice',
      title: 'A body that is not UTF-8 causes no crash',
      sends: 'A genuine delivery with bytes that are not valid UTF-8.',
      good: '400, or any other answer below 500.',
      means: 'Your decoder throws, and nothing catches the error.',
      fix: 'Decode with new TextDecoder("utf-8", { fatal: true }), catch its error, and answer 400.',
      expects: 'an answer',
      attempt: (lab) => sendBodies(lab, notUtf8(lab)),
      judge: survives,
    },
    {
      id: 'deep-nesting',
      severity: 'important',
      title: 'Deeply nested JSON causes no crash',
      sends:
        'Two genuine deliveries of 200 kB: 200,000 opening brackets, and 100,000 opening and closing ones.',
      good: '400, 413, or any other answer below 500, twice.',
      means: 'A recursive function overflows the stack, and the request or the whole process fails.',
      fix: 'Limit the body’s size, and check its depth before you validate or copy it.',
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
