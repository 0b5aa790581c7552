import type { JsonValue } from '../request/json.js'

/** A small record of the user's own, carried by a signed callback URL. Signed, but readable by anyone who sees the URL. */
export type CallbackContext = { readonly [key: string]: JsonValue }

/** What came of looking at a delivery's proof. */
export type Authentication =
  | {
      readonly ok: true
      readonly callback?: CallbackContext | undefined
      /**
       * Put behind the identity of the event. Where a URL is the proof, its holder can send any body. With the URL's expiry and
       * context in the identity, that holder cannot use up an event of another URL.
       */
      readonly scope?: string | undefined
    }
  | {
      readonly ok: false
      /** A stable word for the log alone; the sender is told nothing. */
      readonly reason: string
      /** What the user may have done wrong, for the log. */
      readonly hint?: string | undefined
    }
