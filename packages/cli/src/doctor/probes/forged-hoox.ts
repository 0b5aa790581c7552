import { setTimeout as delay } from 'node:timers/promises'
import { signCallbackUrl } from '@vidhook/core'
import { type Judgment, refuses } from '../judge.js'
import { type Lab, type Target, withHeader } from '../lab.js'
import type { ProbeGroup } from '../probe.js'
import type { Reply } from '../transmit.js'

const FORGEABLE = 'Whoever knows the URL can make your server believe that a video is ready, or has failed.'
const SIGN_THE_URL =
  'Start jobs with a URL from signCallbackUrl(), and give the receiver its secret as callbackSecret. By hand: put an HMAC over the path and an expiry into the webhook_url, and check it in constant time.'

const refusal = { expects: 'refusal', judge: refuses } as const
const signed = {
  ...refusal,
  skip: ({ secret }: Target) =>
    secret ? undefined : 'There is no secret: give --secret if your endpoint demands signed callback URLs.',
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
        'A delivery with nothing but what everybody knows: the headers of Hoox, and the URL without its signature. Without --secret: without its query.',
      good: '401, or another 4xx.',
      means: `Hoox signs nothing, and both of its headers are in its guide. ${FORGEABLE}`,
      fix: SIGN_THE_URL,
      attempt: async (lab) => [await lab.send({ ...(await lab.delivery()), url: withoutProof(lab.target) })],
      judge: provesNothing,
    },
    {
      ...signed,
      id: 'proof-of-another-secret',
      severity: 'critical',
      title: 'A URL signed with another secret is refused',
      sends: 'A delivery to a URL that is signed properly, with a secret that is not yours.',
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
      severity: 'critical',
      title: 'A signature of another path is refused',
      sends: 'A delivery whose URL carries the signature of another path of your server.',
      good: '401, or another 4xx.',
      means: 'A URL that was given away for one purpose opens all the others.',
      fix: 'Let the signature cover the path. signCallbackUrl() does.',
      async attempt(lab) {
        const { search } = new URL(await signedUrl(lab, { path: '/somewhere/else' }))
        return [await lab.send({ ...(await lab.delivery()), url: new URL(search, lab.target.url).href })]
      },
    },
    {
      ...signed,
      id: 'proof-altered',
      severity: 'critical',
      title: 'A signed URL with another query is refused',
      sends: 'A delivery to a signed URL to which ?user=somebody-else was added.',
      good: '401, or another 4xx.',
      means: 'If your handler reads the query, a forger chooses what it reads.',
      fix: 'Let the signature cover the query. signCallbackUrl() does.',
      async attempt(lab) {
        const request = await lab.delivery()
        return [await lab.send({ ...request, url: `${request.url}&user=somebody-else` })]
      },
    },
    {
      ...signed,
      id: 'proof-expired',
      severity: 'important',
      title: 'A signed URL that has expired is refused',
      sends: 'A delivery to a URL whose signature expired a moment ago.',
      good: '401, or another 4xx.',
      means: 'A URL that leaks, from a log for one, is good for forgeries for ever.',
      fix: 'Check the expiry that the signature covers. A receiver with callbackSecret does.',
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
      sends: 'A delivery without X-Hoox-Webhook, and one that says "false".',
      good: '401, or another 4xx, twice.',
      means: 'The check that the guide asks for is missing. It keeps out strays, not forgers.',
      fix: 'Refuse what does not say X-Hoox-Webhook: true.',
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
      title: 'A delivery of another User-Agent is refused',
      sends: 'A delivery whose User-Agent is curl/8.5.0, and one without any.',
      good: '401, or another 4xx, twice.',
      means: 'The check that the guide asks for is missing. It keeps out strays, not forgers.',
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

/** The part of the URL that anybody may know. */
function withoutProof({ url, secret }: Target): string {
  const bare = new URL(url)
  if (secret === undefined) bare.search = ''
  return bare.href
}

function provesNothing(replies: readonly Reply[], { target }: Lab): Judgment {
  const judgment = refuses(replies)
  if (judgment.verdict !== 'failed' || target.secret !== undefined || new URL(target.url).search !== '')
    return judgment
  return { ...judgment, found: `${judgment.found} (The URL carries no proof at all.)` }
}

function signedUrl(
  { target }: Lab,
  options: { readonly path?: string; readonly expiresAt?: number },
): Promise<string> {
  return signCallbackUrl(target.url, { secret: target.secret, ...options })
}
