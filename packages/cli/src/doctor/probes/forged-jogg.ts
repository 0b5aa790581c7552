import { createHmac } from 'node:crypto'
import type { HttpRequest } from '../../http-client.js'
import type { JsonObject } from '../doctor-event.js'
import { refuses, survives } from '../judge.js'
import { headerOf, type Lab, withHeader } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'

const SIGNATURE = 'X-Webhook-Signature'
const EVENT = 'X-Webhook-Event'

const FORGEABLE = 'Whoever knows the URL can make your server believe that a video is ready, or has failed.'
const CHECK_FORM =
  'Check the form first: exactly 64 hexadecimal digits, else answer 401. Only then compare in constant time.'

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
      fix: 'Refuse what has no X-Webhook-Signature, before the body is parsed.',
      attempt: signedAs(() => []),
    },
    {
      ...refusal,
      id: 'signature-empty',
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
      severity: 'critical',
      title: 'A signature that is too short is refused',
      sends: 'The first half of the right signature.',
      good: '401, or another 4xx.',
      means:
        'Accepted, it makes guessing easy. A 5xx or no answer is a crash: crypto.timingSafeEqual throws if the lengths differ, so anybody can fill your log with errors.',
      fix: CHECK_FORM,
      attempt: signedAs((right) => [right.slice(0, 32)]),
    },
    {
      ...refusal,
      id: 'signature-not-hex',
      severity: 'critical',
      title: 'A signature of other characters is refused',
      sends: '64 characters that are no hexadecimal digits, twice: letters of ASCII, letters that are not.',
      good: '401, or another 4xx, twice.',
      means:
        'Accepted, whatever does not decode counts as a match. A 5xx or no answer is a crash that anybody can cause.',
      fix: CHECK_FORM,
      async attempt(lab) {
        const ascii = await signedAs(() => ['z'.repeat(64)])(lab)
        return [...ascii, ...(await signedAs(() => ['é'.repeat(64)])(lab))]
      },
    },
    {
      ...refusal,
      id: 'signature-of-another-secret',
      severity: 'critical',
      title: 'A signature made with another secret is refused',
      sends: 'A delivery that is signed properly, with a secret that is not yours.',
      good: '401, or another 4xx.',
      means: `The signature is not checked, or its result is not used. ${FORGEABLE}`,
      fix: 'Compute HMAC-SHA256 over the raw body with your secret, compare it in constant time, and stop if it differs.',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ secret: `whsec_not_yours_${lab.target.runId}` })),
      ],
    },
    {
      ...refusal,
      id: 'body-tampered',
      severity: 'critical',
      title: 'A body that was changed on the way is refused',
      sends: 'A genuine delivery with one character more in its JSON.',
      good: '401, or another 4xx.',
      means: 'The signature does not cover what your handlers get.',
      fix: 'Take the signature over the whole raw body, and hand on what was parsed from those very bytes.',
      async attempt(lab) {
        const [sent, changed] = [lab.event(), lab.event()]
        return [await lab.send({ ...(await lab.delivery({ event: sent })), body: bytes(changed) })]
      },
    },
    {
      ...refusal,
      id: 'body-reserialized',
      severity: 'important',
      title: 'The same JSON in other bytes is refused',
      sends: 'A genuine delivery whose JSON was indented after it was signed.',
      good: '401, or another 4xx.',
      means:
        'The signature is checked over JSON that was parsed and written again: a forger reaches your parser, and genuine deliveries fail once the provider writes JSON differently.',
      fix: 'Take the signature over the bytes as they arrived, and parse them afterwards.',
      async attempt(lab) {
        const event = lab.event()
        return [await lab.send({ ...(await lab.delivery({ event })), body: bytes(event, 2) })]
      },
    },
    {
      ...refusal,
      id: 'signature-repeated',
      severity: 'important',
      title: 'Two signature headers are refused',
      sends: 'X-Webhook-Signature twice: a wrong one first, then the right one.',
      good: '401, or another 4xx.',
      means:
        'Of two headers one is picked. Whoever stands before you may pick the other, and what it has checked is not what you check.',
      fix: 'Refuse a signature that is a list, or that has a comma in it.',
      attempt: signedAs((right) => ['0'.repeat(64), right]),
    },
    {
      ...refusal,
      id: 'secret-read-otherwise',
      severity: 'critical',
      title: 'The secret is used as it stands',
      sends:
        'Deliveries signed with the secret without "whsec_", and with what follows it decoded from base64.',
      good: '401, or another 4xx, twice.',
      means:
        'Your endpoint reads the secret as Standard Webhooks does. JoggAI does not: its key is the text itself, prefix included, and every genuine delivery is refused.',
      fix: 'Use the secret as it stands, as UTF-8: neither strip its prefix nor decode it.',
      skip: ({ secret = '' }) =>
        secret.length > 6 ? undefined : 'The secret is too short to be read otherwise.',
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
      title: 'A header that names another event is refused',
      sends:
        'A genuine delivery whose X-Webhook-Event, which nothing signs, names another event than the body.',
      good: '400, or another 4xx.',
      means:
        'Nothing, if the header is never looked at. If you choose the handler by it, anybody who sees one delivery can have it handled as another event.',
      fix: 'Take the event from the signed body, and refuse a header that contradicts it.',
      async attempt(lab) {
        return [await lab.send(withHeader(await lab.delivery(), EVENT, 'generated_motion_failed'))]
      },
    },
    {
      ...refusal,
      id: 'event-header-missing',
      severity: 'advice',
      title: 'A missing or repeated event header is no crash',
      sends: 'Genuine deliveries without X-Webhook-Event, and with two of it.',
      good: 'Any answer below 500, twice.',
      means: 'A proxy that drops the header makes your server fail.',
      fix: 'Take the event from the signed body.',
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

/** The delivery of a new event, with these signatures in place of the right one. */
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
