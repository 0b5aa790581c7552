import { hoox, jogg } from '@vidhook/core'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'

/** Every event that is known of a provider. New ones appear without notice. */
export const eventNames: Readonly<Record<ProviderName, readonly string[]>> = {
  jogg: Object.keys(jogg({}).events),
  hoox: Object.keys(hoox().events),
}
