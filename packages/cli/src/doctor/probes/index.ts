import type { ProviderName } from '../../../../core/src/providers/provider-name.js'
import type { ProbeGroup } from '../probe.js'
import { aftermath } from './aftermath.js'
import { forgedHoox } from './forged-hoox.js'
import { forgedJogg } from './forged-jogg.js'
import { forms } from './forms.js'
import { genuine } from './genuine.js'
import { malformed } from './malformed.js'
import { repeated } from './repeated.js'
import { slow } from './slow.js'
import { surprising } from './surprising.js'
import { transport } from './transport.js'

/** Every probe for a provider's endpoint, in the order they are sent. The last group checks the answers to the others. */
export function probeGroups(provider: ProviderName): readonly ProbeGroup[] {
  const forged = provider === 'jogg' ? forgedJogg : forgedHoox
  return [genuine, forms, forged, repeated, surprising, malformed, transport, slow, aftermath]
}
