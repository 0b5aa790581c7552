import { setTimeout as delay } from 'node:timers/promises'
import { signCallbackUrl } from '@vidhook/core'
import { type Judgment, refuses } from '../judge.js'
import { type Lab, type Target, withHeader } from '../lab.js'
import type { ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const FORGEABLE =
  'Anyone who knows the URL can forge events, so that your server believes that a video is ready or has failed.'
const SIGN_THE_URL =
  'Start jobs with a URL from signCallbackUrl(), and give the receiver its secret as callbackSecret. Without vidhook: add an HMAC over the path and an expiry to the webhook_url, and compare it in constant time.'

const refusal = { expects: 'refusal', judge: refuses } as const
const signed = {
  ...refusal,
  skip: ({ secret }: Target) =>
    secret ? undefined : 'No secret was given. Add --secret if your endpoint requires signed callback URLs.',
} as const

const EXPIRES_IN_MS = 1_000

/** Deliveries that Hoox did not send. Hoox signs nothing, so the URL has to carry the signature. */
export const forgedHoox: ProbeGroup = {
  title: 'Forgeries',
  probes: [
    {
      ...refusal,
      id: 'proof-missing',
      severity: 'critical',
      title: 'A delivery without a proof is refused',
      sends:
        'A delivery with public data only: Hoox’s headers, and the URL without its signature. Without --secret, the URL’s whole query is left out.',
      good: '401, or another 4xx.',
      means: `Hoox does not sign deliveries, and its guide shows both of its headers. ${FORGEABLE}`,
      fix: SIGN_THE_URL,
      attempt: async (lab) => [await lab.send({ ...(await lab.delivery()), url: withoutProof(lab.target) })],
      judge: provesNothing,
    },
    {
      ...signed,
      id: 'proof-of-another-secret',
      impliedBy: ['proof-missing'],
      severity: 'critical',
      title: 'A URL signed with another secret is refused',
      sends: 'A delivery to a URL that is signed correctly, but with another secret.',
      good: '401, or another 4xx.',
      means: `The signature of the URL is not checked. ${FORGEABLE}`,
      fix: SIGN_THE_URL,
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ secret: `not yours ${lab.target.runId}` })),
      ],
    },
    {
      ...signed,
      id: 'proof-of-another-path',
      impliedBy: ['proof-missing', 'proof-of-another-secret'],
      severity: 'critical',
      title: 'A signature for another path is refused',
      sends: 'A delivery whose URL has a signature for another path of your server.',
      good: '401, or another 4xx.',
      means: 'A signed URL for one path can be used for all paths.',
      fix: 'Include the path in the signature, as signCallbackUrl() does.',
      async attempt(lab) {
        const { search } = new URL(await signedUrl(lab, { path: '/somewhere/else' }))
        return [await lab.send({ ...(await lab.delivery()), url: new URL(search, lab.target.url).href })]
      },
    },
    {
      ...signed,
      id: 'proof-altered',
      impliedBy: ['proof-missing', 'proof-of-another-secret'],
      severity: 'critical',
      title: 'A signed URL with another query is refused',
      sends: 'A delivery to a signed URL with &user=somebody-else added.',
      good: '401, or another 4xx.',
      means: 'If your handler reads the query, a forger controls its values.',
      fix: 'Include the query in the signature, as signCallbackUrl() does.',
      async attempt(lab) {
        const request = await lab.delivery()
        return [await lab.send({ ...request, url: `${request.url}&user=somebody-else` })]
      },
    },
    {
      ...signed,
      id: 'proof-expired',
      impliedBy: ['proof-missing', 'proof-of-another-secret'],
      severity: 'important',
      title: 'A signed URL that has expired is refused',
      sends: 'A delivery to a URL whose signature expired a moment ago.',
      good: '401, or another 4xx.',
      means: 'If a URL leaks, for example through a log, it can be used for forgeries forever.',
      fix: 'Check the signed expiry, as a receiver with callbackSecret does.',
      async attempt(lab) {
        const request = await lab.delivery()
        const url = await signedUrl(lab, { expiresAt: Date.now() + EXPIRES_IN_MS })
        await delay(EXPIRES_IN_MS + 500) // the clocks may differ a little
        return [await lab.send({ ...request, url })]
      },
    },
    {
      ...refusal,
      id: 'hoox-header-missing',
      severity: 'advice',
      title: 'A delivery without X-Hoox-Webhook is refused',
      sends: 'A delivery without X-Hoox-Webhook, and one with the value "false".',
      good: '401, or another 4xx, twice.',
      means: 'The check that Hoox’s guide asks for is missing. It stops stray requests, but not forgers.',
      fix: 'Refuse requests without X-Hoox-Webhook: true.',
      async attempt(lab) {
        return [
          await lab.send(withHeader(await lab.delivery(), 'X-Hoox-Webhook')),
          await lab.send(withHeader(await lab.delivery(), 'X-Hoox-Webhook', 'false')),
        ]
      },
    },
    {
      ...refusal,
      id: 'user-agent-foreign',
      severity: 'advice',
      title: 'A delivery with another User-Agent is refused',
      sends: 'A delivery with the User-Agent curl/8.5.0, and one without a User-Agent.',
      good: '401, or another 4xx, twice.',
      means: 'The check that Hoox’s guide asks for is missing. It stops stray requests, but not forgers.',
      fix: 'Refuse a User-Agent that does not contain Hoox-API.',
      async attempt(lab) {
        return [
          await lab.send(withHeader(await lab.delivery(), 'User-Agent', 'curl/8.5.0')),
          await lab.send(withHeader(await lab.delivery(), 'User-Agent')),
        ]
      },
    },
  ],
}

/** The URL without its secret part. */
function withoutProof({ url, secret }: Target): string {
  const bare = new URL(url)
  if (secret === undefined) bare.search = ''
  return bare.href
}

function provesNothing(replies: readonly Reply[], { target }: Lab): Judgment {
  const judgment = refuses(replies)
  if (judgment.verdict !== 'failed' || target.secret !== undefined || new URL(target.url).search !== '')
    return judgment
  return { ...judgment, found: `${judgment.found} (The URL has no query that could carry a proof.)` }
}

function signedUrl(
  { target }: Lab,
  options: { readonly path?: string; readonly expiresAt?: number },
): Promise<string> {
  return signCallbackUrl(target.url, { secret: target.secret, ...options })
}
