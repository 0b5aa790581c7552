import { hooxSamples, joggSamples } from '@vidhook/core/testing'
import leven from 'leven'
import type { ProviderName } from '../secrets.js'

/** Every event that is known of a provider. New ones appear without notice. */
export const eventNames: Readonly<Record<ProviderName, readonly string[]>> = {
  jogg: Object.keys(joggSamples),
  hoox: Object.keys(hooxSamples),
}

/** The one of these names with the fewest letters changed, if they are fewer than half. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((each) => ({ each, distance: leven(name.toLowerCase(), each) }))
  const [best] = ranked.sort((a, b) => a.distance - b.distance)
  return best && best.distance < name.length / 2 ? best.each : undefined
}
