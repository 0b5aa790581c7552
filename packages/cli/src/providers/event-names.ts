import { hooxSamples, joggSamples } from '@vidhook/core/testing'
import type { ProviderName } from '../secrets.js'

/** Every event that is known of a provider. New ones appear without notice. */
export const eventNames: Readonly<Record<ProviderName, readonly string[]>> = {
  jogg: Object.keys(joggSamples),
  hoox: Object.keys(hooxSamples),
}
