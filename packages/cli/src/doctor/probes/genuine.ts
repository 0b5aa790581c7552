import { accepts, acceptsAtAll, describe, isAccepted, passed } from '../judge.js'
import { type Changes, type Lab, withPace } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const RAW_BYTES =
  'Take the signature over the bytes as they arrived, and parse them afterwards. In Express, mount express.raw({ type: "application/json" }) on this route alone, or keep the bytes with express.json({ verify }).'

/** What a provider sends on a good day, in all the ways that mean the same. */
export const genuine: ProbeGroup = {
  title: 'Genuine deliveries',
  probes: [
    {
      id: 'genuine',
      severity: 'critical',
      title: 'A genuine delivery is acknowledged',
      sends:
        'The event, signed, with the headers of the provider. JoggAI’s videos as they were seen to arrive: with project_id, and without status and cover_url.',
      good: 'Any 2xx within the time that the provider waits: 5 s for JoggAI, 10 s for Hoox.',
      means: 'Every event fails. The provider sends it again a few times, and then it is lost.',
      fix: 'Compare the secret and the path first, then look into the log of your server for this delivery.',
      expects: 'acceptance',
      attempt: one(),
      judge: acceptsAtAll,
    },
    {
      id: 'answer-in-good-time',
      severity: 'important',
      title: 'The answer takes less than half of the time that the provider waits',
      sends: 'A genuine delivery.',
      good: 'A 2xx within 2.5 s for JoggAI, 5 s for Hoox.',
      means:
        'A slow day of a database or a cold start is enough for the provider to give up and send it again, while the first one still runs.',
      fix: 'Answer as soon as the event is stored, and do the heavy work in a queue.',
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
        'The signature is checked over JSON that was parsed and written again. It matches only as long as both sides happen to write JSON alike.',
      fix: RAW_BYTES,
      expects: 'acceptance',
      attempt: one((lab) => ({ body: JSON.stringify(lab.event(), null, 2) })),
      judge: accepts,
    },
    {
      id: 'escaped-body',
      severity: 'critical',
      title: 'A body with escaped characters is acknowledged',
      sends: String.raw`A genuine delivery in which & is written as \u0026 and / as \/, as JSON encoders of other languages do.`,
      good: 'Any 2xx.',
      means:
        'The signature is checked over JSON that was parsed and written again. An event whose video URL has an & in it is refused.',
      fix: RAW_BYTES,
      expects: 'acceptance',
      attempt: one((lab) => ({ body: escaped({ ...lab.event(), note: 'https://example.com/?a=1&b=2' }) })),
      judge: accepts,
    },
    {
      id: 'non-ascii-body',
      severity: 'critical',
      title: 'A body with letters of other languages is acknowledged',
      sends: 'A genuine delivery with Chinese letters, accents and an emoji in UTF-8.',
      good: 'Any 2xx.',
      means: 'The bytes are read as another encoding than UTF-8, or their length is counted in characters.',
      fix: 'Keep the body as bytes (a Buffer, a Uint8Array) until the signature is checked, and decode it as UTF-8.',
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
      means: 'The content type is compared as a whole. A proxy that adds a parameter stops every delivery.',
      fix: 'Compare what stands before the semicolon, without regard to case.',
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
      title: 'Header names count without regard to case',
      sends: 'Two genuine deliveries: all header names in capitals, all in lower case.',
      good: 'Any 2xx, twice.',
      means: 'A proxy or HTTP/2, which write header names in lower case, stop every delivery.',
      fix: "Look headers up in lower case (Node's request.headers has them so), or through a Headers object.",
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
      means: 'The body is taken for empty, or refused, where a proxy passes it on in chunks.',
      fix: 'Read the body to its end; take Content-Length for no more than a hint.',
      expects: 'acceptance',
      attempt: async (lab) => [await lab.send(withPace(await lab.delivery(), { kind: 'chunked' }))],
      judge: accepts,
    },
    {
      id: 'rotated-secret',
      severity: 'important',
      title: 'The other secret of a rotation is accepted, too',
      sends: 'A genuine delivery, signed with --rotated-secret.',
      good: 'Any 2xx.',
      means: 'While a secret is rotated, the events of one of the two endpoints are lost.',
      fix: 'Check the signature against a list of secrets, and accept if one of them matches.',
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

/** The same JSON, as encoders for HTML write it. */
function escaped(event: object): string {
  return JSON.stringify(event).replaceAll('&', String.raw`\u0026`).replaceAll('/', String.raw`\/`)
}
