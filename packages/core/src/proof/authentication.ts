import type { Outcome } from '../outcome.js'
import type { JsonValue } from '../request/json.js'

/** The user's own data in a signed callback URL. Anyone who sees the URL can read it, but not change it. */
export type CallbackContext = { readonly [key: string]: JsonValue }

/** The result of authenticating a delivery. */
export type Authentication =
  | {
      readonly ok: true
      readonly callback?: CallbackContext | undefined
      /**
       * Appended to the event's identity. Whoever has a signed URL can send any body to it. With a hash of the URL's expiry and
       * context in the identity, such a body cannot make an event of another URL a duplicate.
       */
      readonly scope?: string | undefined
      /** Sent at once, since the request is no event: see `handshake()`. */
      readonly answer?: Outcome | undefined
    }
  | {
      readonly ok: false
      /** A stable word for the log. It is not sent to the sender. */
      readonly reason: string
      /** A likely mistake in the set-up, for the log. */
      readonly hint?: string | undefined
    }
