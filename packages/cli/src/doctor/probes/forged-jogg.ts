import { createHmac } from 'node:crypto'
import type { HttpRequest } from '../../http-client.js'
import type { JsonObject } from '../doctor-event.js'
import { refuses, survives } from '../judge.js'
import { headerOf, type Lab, withHeader } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'

const SIGNATURE = 'X-Webhook-Signature'
const EVENT = 'X-Webhook-Event'

const FORGEABLE =
  'Anyone who knows the URL can forge events, so that your server believes that a video is ready or has failed.'
const CHECK_FORM =
  'First check that the signature is exactly 64 hexadecimal digits, and answer 401 if it is not. Then compare it in constant time.'

const refusal = { expects: 'refusal', judge: refuses } as const

/** Deliveries that JoggAI did not sign. */
export const forgedJogg: ProbeGroup = {
  title: 'Forgeries',
  probes: [
    {
      ...refusal,
      id: 'signature-missing',
      severity: 'critical',
      title: 'A delivery without a signature is refused',
      sends: 'A delivery without X-Webhook-Signature.',
      good: '401, or another 4xx.',
      means: FORGEABLE,
      fix: 'Refuse deliveries without X-Webhook-Signature before you parse the body.',
      attempt: signedAs(() => []),
    },
    {
      ...refusal,
      id: 'signature-empty',
      impliedBy: ['signature-missing'],
      severity: 'critical',
      title: 'An empty signature is refused',
      sends: 'A delivery with an empty X-Webhook-Signature.',
      good: '401, or another 4xx.',
      means: FORGEABLE,
      fix: CHECK_FORM,
      attempt: signedAs(() => ['']),
    },
    {
      ...refusal,
      id: 'signature-too-short',
      impliedBy: ['signature-missing'],
      severity: 'critical',
      title: 'A signature that is too short is refused',
      sends: 'The first half of the right signature.',
      good: '401, or another 4xx.',
      means:
        'If it is accepted, a signature is easy to guess. A 5xx or no answer is a crash: crypto.timingSafeEqual throws if the lengths differ, so anyone can fill your log with errors.',
      fix: CHECK_FORM,
      attempt: signedAs((right) => [right.slice(0, 32)]),
    },
    {
      ...refusal,
      id: 'signature-not-hex',
      impliedBy: ['signature-missing', 'signature-too-short'],
      severity: 'critical',
      title: 'A signature that is not hexadecimal is refused',
      sends: '64 characters that are not hexadecimal digits, twice: ASCII letters, then non-ASCII letters.',
      good: '401, or another 4xx, twice.',
      means:
        'If it is accepted, a signature that cannot be decoded counts as a match. A 5xx or no answer is a crash that anyone can cause.',
      fix: CHECK_FORM,
      async attempt(lab) {
        const ascii = await signedAs(() => ['z'.repeat(64)])(lab)
        return [...ascii, ...(await signedAs(() => ['é'.repeat(64)])(lab))]
      },
    },
    {
      ...refusal,
      id: 'signature-of-another-secret',
      impliedBy: ['signature-missing'],
      severity: 'critical',
      title: 'A signature made with another secret is refused',
      sends: 'A delivery that is signed correctly, but with another secret.',
      good: '401, or another 4xx.',
      means: `The signature is not checked, or the result of the check is ignored. ${FORGEABLE}`,
      fix: 'Compute HMAC-SHA256 over the raw body with your secret, compare it in constant time, and refuse the delivery if it differs.',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ secret: `whsec_not_yours_${lab.target.runId}` })),
      ],
    },
    {
      ...refusal,
      id: 'body-tampered',
      impliedBy: ['signature-missing', 'signature-of-another-secret'],
      severity: 'critical',
      title: 'A body that was changed after signing is refused',
      sends: 'A genuine delivery whose body was replaced by the body of another event.',
      good: '401, or another 4xx.',
      means: 'The signature does not cover the data that your handlers get.',
      fix: 'Verify the whole raw body, and parse the event from the same bytes.',
      async attempt(lab) {
        const [sent, changed] = [lab.event(), lab.event()]
        return [await lab.send({ ...(await lab.delivery({ event: sent })), body: bytes(changed) })]
      },
    },
    {
      ...refusal,
      id: 'body-reserialized',
      impliedBy: ['signature-missing', 'signature-of-another-secret', 'formatted-body'],
      severity: 'important',
      title: 'The same JSON in different bytes is refused',
      sends: 'A genuine delivery whose JSON was indented after it was signed.',
      good: '401, or another 4xx.',
      means:
        'Your code verifies JSON that it parsed and serialized again. A forger can reach your parser, and genuine deliveries fail if the provider serializes JSON differently.',
      fix: 'Verify the raw bytes of the body, and parse them afterwards.',
      async attempt(lab) {
        const event = lab.event()
        return [await lab.send({ ...(await lab.delivery({ event })), body: bytes(event, 2) })]
      },
    },
    {
      ...refusal,
      id: 'signature-repeated',
      impliedBy: ['signature-missing', 'signature-of-another-secret'],
      severity: 'important',
      title: 'Two signature headers are refused',
      sends: 'X-Webhook-Signature twice: a wrong one first, then the right one.',
      good: '401, or another 4xx.',
      means:
        'Your code uses one of the two headers. A proxy in front of it may use the other one, and then the two check different signatures.',
      fix: 'Refuse a signature that is a list or contains a comma.',
      attempt: signedAs((right) => ['0'.repeat(64), right]),
    },
    {
      ...refusal,
      id: 'secret-read-otherwise',
      impliedBy: ['signature-missing', 'signature-of-another-secret'],
      severity: 'critical',
      title: 'The secret is used unchanged',
      sends:
        'Two deliveries: signed with the secret without "whsec_", and with the rest of the secret decoded from base64.',
      good: '401, or another 4xx, twice.',
      means:
        'Your endpoint decodes the secret as Standard Webhooks does. JoggAI uses the whole text as its key, including the prefix, so every genuine delivery is refused.',
      fix: 'Use the secret’s text as the key, in UTF-8. Do not strip its prefix, and do not decode it.',
      skip: ({ secret = '' }) => (secret.length > 6 ? undefined : 'The secret is too short to be decoded.'),
      async attempt(lab) {
        const bare = (lab.target.secret ?? '').replace(/^whsec_/, '')
        const stripped = bare === lab.target.secret ? [] : [await lab.delivery({ secret: bare })]
        const decoded = await signedWithBytes(lab, Buffer.from(bare, 'base64'))
        return Promise.all([...stripped, decoded].map((request) => lab.send(request)))
      },
    },
    {
      ...refusal,
      id: 'event-header-contradicts',
      severity: 'advice',
      title: 'An event header that contradicts the body is refused',
      sends:
        'A genuine delivery whose X-Webhook-Event header, which is not signed, names another event than the body.',
      good: '400, or another 4xx.',
      means:
        'It is harmless if your code ignores the header. If your code chooses the handler by the header, anyone who sees one delivery can have it handled as another event.',
      fix: 'Read the event’s name from the signed body, and refuse a header that contradicts it.',
      async attempt(lab) {
        return [await lab.send(withHeader(await lab.delivery(), EVENT, 'generated_motion_failed'))]
      },
    },
    {
      ...refusal,
      id: 'event-header-missing',
      severity: 'advice',
      title: 'A missing or repeated event header causes no crash',
      sends: 'Two genuine deliveries: without X-Webhook-Event, and with two of these headers.',
      good: 'Any answer below 500, twice.',
      means: 'If a proxy drops the header, your server fails.',
      fix: 'Read the event’s name from the signed body.',
      expects: 'an answer',
      async attempt(lab) {
        const name = lab.target.event
        return [
          await lab.send(withHeader(await lab.delivery(), EVENT)),
          await lab.send(withHeader(await lab.delivery(), EVENT, name, name)),
        ]
      },
      judge: survives,
    },
  ],
}

/** Sends a new event with other signatures than the right one. */
function signedAs(signatures: (right: string) => readonly string[]): Probe['attempt'] {
  return async (lab) => {
    const request = await lab.delivery()
    return [await lab.send(withHeader(request, SIGNATURE, ...signatures(headerOf(request, SIGNATURE))))]
  }
}

async function signedWithBytes(lab: Lab, key: Uint8Array): Promise<HttpRequest> {
  const request = await lab.delivery()
  return withHeader(request, SIGNATURE, createHmac('sha256', key).update(request.body).digest('hex'))
}

function bytes(event: JsonObject, indent?: number): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event, null, indent))
}
