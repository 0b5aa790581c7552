import { accepts, acceptsAtAll, describe, isAccepted, passed } from '../judge.js'
import { type Changes, type Lab, withPace } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const RAW_BYTES =
  'Verify the raw bytes of the body, and parse them afterwards. In Express, mount express.raw({ type: "application/json" }) on this route only, or keep the raw bytes with express.json({ verify }).'

/** Genuine deliveries, in every form that HTTP and JSON allow for the same content. */
export const genuine: ProbeGroup = {
  title: 'Genuine deliveries',
  probes: [
    {
      id: 'genuine',
      severity: 'critical',
      title: 'A genuine delivery is acknowledged',
      sends:
        'The event, signed, with the provider’s headers. A JoggAI video event has the fields seen in production: project_id, but no status and no cover_url.',
      good: 'Any 2xx within the provider’s timeout: 5 s for JoggAI, 10 s for Hoox.',
      means: 'Every event fails. The provider retries a few times, then the event is lost.',
      fix: 'Check the secret and the path first. Then look for this delivery in your server’s log.',
      expects: 'acceptance',
      attempt: one(),
      judge: acceptsAtAll,
    },
    {
      id: 'answer-in-good-time',
      severity: 'important',
      title: 'The answer takes less than half of the provider’s timeout',
      sends: 'A genuine delivery.',
      good: 'A 2xx within 2.5 s for JoggAI, 5 s for Hoox.',
      means:
        'A slow database or a cold start is enough to exceed the timeout. The provider then sends the event again while your handler still runs.',
      fix: 'Answer as soon as the event is stored, and do slow work in a queue.',
      expects: 'acceptance',
      attempt: one(),
      judge: inHalfTheTime,
    },
    {
      id: 'formatted-body',
      severity: 'critical',
      title: 'A body with spaces and line breaks is acknowledged',
      sends: 'A genuine delivery whose JSON is indented.',
      good: 'Any 2xx.',
      means:
        'Your code verifies JSON that it parsed and serialized again. The signature matches only if both sides serialize JSON in the same way.',
      fix: RAW_BYTES,
      expects: 'acceptance',
      attempt: one((lab) => ({ body: JSON.stringify(lab.event(), null, 2) })),
      judge: accepts,
    },
    {
      id: 'escaped-body',
      impliedBy: ['formatted-body'],
      severity: 'critical',
      title: 'A body with escaped characters is acknowledged',
      sends: String.raw`A genuine delivery in which & is written as \u0026 and / as \/, as JSON encoders of other languages do.`,
      good: 'Any 2xx.',
      means:
        'Your code verifies JSON that it parsed and serialized again. An event with an & in its video URL is refused.',
      fix: RAW_BYTES,
      expects: 'acceptance',
      attempt: one((lab) => ({ body: escaped({ ...lab.event(), note: 'https://example.com/?a=1&b=2' }) })),
      judge: accepts,
    },
    {
      id: 'non-ascii-body',
      severity: 'critical',
      title: 'A body with non-ASCII characters is acknowledged',
      sends: 'A genuine delivery with Chinese characters, accents and an emoji, in UTF-8.',
      good: 'Any 2xx.',
      means:
        'Your code decodes the bytes in an encoding other than UTF-8, or counts characters instead of bytes.',
      fix: 'Keep the body as bytes (a Buffer or a Uint8Array) until the signature is verified. Then decode it as UTF-8.',
      expects: 'acceptance',
      attempt: one((lab) => ({ event: { ...lab.event(), note: '视频已生成 — prêt 🎬' } })),
      judge: accepts,
    },
    {
      id: 'content-type-charset',
      severity: 'important',
      title: 'A content type with a charset is acknowledged',
      sends: 'A genuine delivery with Content-Type: application/json; charset=utf-8.',
      good: 'Any 2xx.',
      means:
        'Your code compares the whole content type. If a proxy adds a parameter, every delivery is refused.',
      fix: 'Compare only the part before the semicolon, and ignore case.',
      expects: 'acceptance',
      attempt: withHeaders((name, value) => [
        name,
        name === 'Content-Type' ? 'application/json; charset=utf-8' : value,
      ]),
      judge: accepts,
    },
    {
      id: 'header-case',
      severity: 'important',
      title: 'The case of header names does not matter',
      sends: 'Two genuine deliveries: all header names in capitals, all in lower case.',
      good: 'Any 2xx, twice.',
      means:
        'HTTP/2 and some proxies write header names in lower case. Behind them, every delivery is refused.',
      fix: "Look headers up in lower case (the keys of Node's request.headers are lower case), or use a Headers object.",
      expects: 'acceptance',
      async attempt(lab) {
        const capitals = await withHeaders((name, value) => [name.toUpperCase(), value])(lab)
        return [...capitals, ...(await withHeaders((name, value) => [name.toLowerCase(), value])(lab))]
      },
      judge: accepts,
    },
    {
      id: 'chunked-body',
      severity: 'important',
      title: 'A body without a Content-Length is acknowledged',
      sends: 'A genuine delivery with Transfer-Encoding: chunked.',
      good: 'Any 2xx.',
      means: 'If a proxy forwards the body in chunks, your code treats it as empty or refuses it.',
      fix: 'Read the body to its end, and treat Content-Length as a hint.',
      expects: 'acceptance',
      attempt: async (lab) => [await lab.send(withPace(await lab.delivery(), { kind: 'chunked' }))],
      judge: accepts,
    },
    {
      id: 'rotated-secret',
      severity: 'important',
      title: 'The second secret of a rotation is accepted',
      sends: 'A genuine delivery, signed with --rotated-secret.',
      good: 'Any 2xx.',
      means: 'During a rotation, the events of one of the two endpoints are lost.',
      fix: 'Check the signature against a list of secrets, and accept the delivery if one of them matches.',
      expects: 'acceptance',
      skip: ({ rotatedSecret }) => (rotatedSecret ? undefined : 'No --rotated-secret was given.'),
      attempt: one(({ target }) => ({ secret: target.rotatedSecret ?? '' })),
      judge: accepts,
    },
  ] satisfies readonly Probe[],
}

function one(changes: (lab: Lab) => Changes = () => ({})): Probe['attempt'] {
  return async (lab) => [await lab.send(await lab.delivery(changes(lab)))]
}

function withHeaders(change: (name: string, value: string) => readonly [string, string]): Probe['attempt'] {
  return async (lab) => {
    const request = await lab.delivery()
    return [await lab.send({ ...request, headers: request.headers.map((header) => change(...header)) })]
  }
}

function inHalfTheTime(replies: readonly Reply[], { target }: Lab) {
  const slow = replies.find((reply) => isAccepted(reply) && reply.durationMs > target.timeoutMs / 2)
  if (slow) return { verdict: 'failed', found: describe(slow) } as const
  return replies.every(isAccepted) ? passed(replies) : accepts(replies)
}

/** The same JSON, with the escapes that some encoders add for use in HTML. */
function escaped(event: object): string {
  return JSON.stringify(event).replaceAll('&', String.raw`\u0026`).replaceAll('/', String.raw`\/`)
}
