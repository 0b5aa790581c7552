import { hoox, type JsonValue, jogg } from '@vidhook/core'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'

/** The event's name and identity, as a receiver would read them from the body. */
export interface Identified {
  /** The event's name. */
  readonly name?: string | undefined
  /** The same for every delivery of one event. For a signed callback URL, a receiver adds a suffix. */
  readonly identity?: string | undefined
}

/** The receivers' providers, without secrets. */
const providers = { jogg: jogg({}), hoox: hoox() } as const

/** Reads the name and the identity from a body alone, whether it is authentic or not. */
export function identify(provider: ProviderName, body: Uint8Array): Identified {
  const json = jsonIn(body)
  if (json === undefined) return {}
  const identified = providers[provider].identify(json, { ...WITHOUT_HEADERS, body })
  return identified.kind === 'contradiction' ? {} : identified
}

const WITHOUT_HEADERS = { method: 'POST', url: '/', headers: new Map(), receivedAt: new Date(0) } as const

/** The JSON of a body, or `undefined` if it is not JSON in UTF-8. */
export function jsonIn(body: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
