import { type KnownSender, senderNamed } from '../../providers/senders.js'
import { refuses } from '../judge.js'
import type { Probe, ProbeGroup } from '../probe.js'
import { forgedHoox } from './forged-hoox.js'
import { forgedJogg } from './forged-jogg.js'

const FORGEABLE =
  'Anyone who knows the URL can forge events, so that your server believes that a video is ready or has failed.'

const refusal = { expects: 'refusal', judge: refuses, good: '401, or another 4xx.' } as const

const SECONDS_OF_A_DAY = 86_400

/** An old delivery is refused, if the sender signs when it was sent. */
export const tooOld: Probe = {
  ...refusal,
  id: 'delivery-too-old',
  severity: 'important',
  title: 'A delivery that was signed a day ago is refused',
  sends: 'A delivery whose signed timestamp is a day old.',
  means:
    'Whoever gets hold of a delivery, for example from a log, can send it again after you have forgotten it.',
  fix: 'Refuse a signed timestamp that is more than a few minutes old. With vidhook, the provider does.',
  skip: ({ provider }) =>
    senderNamed(provider)?.timestamped ? undefined : 'This sender signs no timestamp.',
  attempt: async (lab) => [await lab.send(await lab.delivery({ ageS: SECONDS_OF_A_DAY }))],
}

/** Deliveries that a sender of `@vidhook/providers` did not send. */
export function forgedSender({ proof, title }: KnownSender): ProbeGroup {
  return { title: 'Forgeries', probes: proof === 'callback' ? unsigned(title) : signed(title) }
}

function signed(sender: string): readonly Probe[] {
  return [
    {
      ...refusal,
      id: 'signature-missing',
      severity: 'critical',
      title: 'A delivery without a signature is refused',
      sends: `A delivery without the headers by which ${sender} signs.`,
      means: FORGEABLE,
      fix: 'Refuse deliveries without a signature before you parse the body.',
      attempt: async (lab) => [await lab.send(await lab.delivery({ unsigned: true }))],
    },
    {
      ...refusal,
      id: 'signature-of-another-secret',
      severity: 'critical',
      title: 'A signature made with another secret is refused',
      sends: 'A delivery that is signed correctly, but with another secret.',
      means: `The signature is not checked, or the result of the check is ignored. ${FORGEABLE}`,
      fix: `Verify the signature as ${sender} documents it, in constant time, and refuse the delivery if it differs.`,
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ secret: `whsec_${btoa(`not yours ${lab.target.runId}`)}` })),
      ],
    },
    // They change the body after it was signed, whatever signs it.
    ...forgedJogg.probes.filter(({ id }) => id === 'body-tampered' || id === 'body-reserialized'),
    tooOld,
  ]
}

function unsigned(sender: string): readonly Probe[] {
  return forgedHoox.probes
    .filter(({ id }) => id.startsWith('proof-'))
    .map((probe) =>
      probe.id === 'proof-missing'
        ? {
            ...probe,
            sends:
              'A delivery to the URL without its signature. Without --secret, the whole query is left out.',
            means: `${sender} does not sign deliveries. ${FORGEABLE}`,
          }
        : probe,
    )
}
