import { hoox, jogg } from '@vidhook/core'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'

/** The names of each provider's known events. Providers add events without notice. */
export const eventNames: Readonly<Record<ProviderName, readonly string[]>> = {
  jogg: Object.keys(jogg({}).events),
  hoox: Object.keys(hoox().events),
}
