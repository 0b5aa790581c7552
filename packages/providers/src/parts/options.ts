import { type CallbackOptions, type Keyring, keyring, type Secret } from '@vidhook/core'

/** The options of a sender that signs its deliveries. */
export interface SignedOptions {
  /** A string, a list of which any may match, or a function of the delivery that returns either. */
  readonly secret: Secret
  /** How long to cache what a secret function returned, in milliseconds. @default 60000 */
  readonly secretCacheMs?: number | undefined
}

/** The options of a sender that signs nothing: it posts to a URL of `signCallbackUrl()`. */
export interface CallbackUrlOptions {
  /** The secret of `signCallbackUrl()`. A delivery to another URL than a signed one is refused. */
  readonly callbackSecret: Secret
  /** How long to cache what a secret function returned, in milliseconds. @default 60000 */
  readonly secretCacheMs?: number | undefined
}

/**
 * For senders that do not document how long they wait for an answer, in milliseconds: the shortest time that several of the
 * others do document (Mux and Luma).
 */
export const CAUTIOUS_TIMEOUT_MS = 5_000

export function secretKeys(title: string, variable: string, options: SignedOptions): Keyring {
  const hint = `Give it the signing secret from ${title}, such as process.env.${variable}.`
  return keyring(options.secret, `${title}'s secret`, hint, { cacheMs: options.secretCacheMs })
}

export function callbackOf({ callbackSecret, secretCacheMs }: CallbackUrlOptions): CallbackOptions {
  return { secret: callbackSecret, cacheMs: secretCacheMs }
}
