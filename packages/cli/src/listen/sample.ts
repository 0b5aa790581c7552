import * as z from 'zod/mini'
import { PROVIDER_NAMES } from '../../../core/src/providers/provider-name.js'
import { eventNames } from '../providers/event-names.js'
import { buildDelivery } from '../send/build-delivery.js'
import type { Incoming } from './intake.js'
import type { Secrets } from './verify-delivery.js'

/** The page's request to send a sample. */
export const sampleOrder = z
  .object({ provider: z.enum(PROVIDER_NAMES), event: z.string() })
  .check(z.refine(({ provider, event }) => eventNames[provider].includes(event)))
export type SampleOrder = z.infer<typeof sampleOrder>

/** Builds a sample event as `vidhook send` does. */
export async function sample(
  { provider, event }: SampleOrder,
  secrets: Secrets,
  forwardTo: URL | undefined,
): Promise<Incoming> {
  const { request } = await buildDelivery({
    provider,
    name: event,
    file: undefined,
    assignments: [],
    to: new URL(pathFor(provider, forwardTo), 'http://localhost').href,
    // Without a secret, nothing is verified, so any value works for JoggAI. Hoox's URLs are then not signed.
    secret: secrets[provider] ?? (provider === 'jogg' ? 'no secret' : undefined),
  })
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: `${pathname}${search}`,
    headers: Object.entries(request.headers),
    body: { bytes: Buffer.from(request.body), state: 'whole' },
    origin: { kind: 'sample' },
  }
}

/** The application's path, if --forward has one: the signature of a Hoox callback URL covers the path. */
function pathFor(provider: SampleOrder['provider'], forwardTo: URL | undefined): string {
  return forwardTo && forwardTo.pathname !== '/' ? forwardTo.pathname : `/webhooks/${provider}`
}
