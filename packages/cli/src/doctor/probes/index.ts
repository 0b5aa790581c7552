import type { SenderName } from '@vidhook/providers/testing'
import type { ProviderName } from '../../../../core/src/providers/provider-name.js'
import { senderNamed } from '../../providers/senders.js'
import type { ProbeGroup } from '../probe.js'
import { finalChecks } from './final-checks.js'
import { forgedHoox } from './forged-hoox.js'
import { forgedJogg } from './forged-jogg.js'
import { forgedSender } from './forged-sender.js'
import { forms } from './forms.js'
import { genuine } from './genuine.js'
import { malformed } from './malformed.js'
import { repeated } from './repeated.js'
import { slow } from './slow.js'
import { transport } from './transport.js'
import { unexpectedEvents } from './unexpected-events.js'

/** Every probe for a provider's endpoint, in the order they are sent. The last group checks the answers to the others. */
export function probeGroups(provider: ProviderName | SenderName): readonly ProbeGroup[] {
  const sender = senderNamed(provider)
  const forged = sender ? forgedSender(sender) : provider === 'jogg' ? forgedJogg : forgedHoox
  return [genuine, forms, forged, repeated, unexpectedEvents, malformed, transport, slow, finalChecks]
}
