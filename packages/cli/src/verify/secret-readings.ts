import { asGiven, furtherReadings, mistaken, type Reading } from './reading.js'

/** A secret, and a label for messages. */
export interface GivenSecret {
  readonly text: string
  /** Never the secret itself: `JOGG_WEBHOOK_SECRET`, `the 2nd --secret`. */
  readonly label: string
}

/** A key that may have signed, with the label of its secret. */
export interface SigningKey {
  readonly key: string | Uint8Array
  readonly label: string
}

/**
 * The keys that code may derive from the secrets.
 *
 * @param given the receiver's secrets
 * @param others other secrets in the environment: one of them may be the right one
 */
export function secretReadings(
  given: readonly GivenSecret[],
  others: readonly GivenSecret[],
): readonly Reading<SigningKey>[] {
  const secrets = [
    ...given.map(asGiven),
    ...others.map((other) => mistaken(other, 'secret_other', other.label)),
  ]
  return furtherReadings(furtherReadings(secrets, partsOf), ({ text, label }) =>
    furtherReadings(undecorated(text), keysOf).map(({ value, mistakes }) => ({
      value: { key: value, label },
      mistakes,
    })),
  )
}

function partsOf(secret: GivenSecret): readonly Reading<GivenSecret>[] {
  const parts = secret.text.split(/[,;\s]+/).filter(Boolean)
  if (parts.length < 2) return [asGiven(secret)]
  const entries = parts.map((text, index) =>
    mistaken({ ...secret, text }, 'secret_is_list', ordinal(index + 1)),
  )
  return [asGiven(secret), ...entries]
}

function undecorated(text: string): readonly Reading<string>[] {
  const bare = text.replace(/^[\s"'`]+|[\s"'`]+$/g, '')
  return bare === text ? [asGiven(text)] : [asGiven(text), mistaken(bare, 'secret_decorated')]
}

function keysOf(secret: string): readonly Reading<string | Uint8Array>[] {
  const rest = secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : undefined
  return [
    asGiven(secret),
    rest === undefined
      ? mistaken(`whsec_${secret}`, 'secret_prefix_missing')
      : mistaken(rest, 'secret_prefix_stripped'),
    // Decoded by Node, as such code does. It accepts any text, both alphabets, with or without padding.
    mistaken(Buffer.from(rest ?? secret, 'base64'), 'secret_base64_decoded'),
  ].filter(({ value }) => value.length > 0) // anybody could sign with an empty key
}

export function ordinal(number: number): string {
  const ending =
    number % 100 >= 11 && number % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${ending}`
}
