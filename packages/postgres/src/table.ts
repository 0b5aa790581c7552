export const DEFAULT_TABLE = 'vidhook_events'

/** The name of a table, as given by the user and as quoted in SQL. */
export interface Table {
  readonly name: string
  /** With its schema, if it has one. */
  readonly quoted: string
  /** Its index. Without a schema, since it is in the schema of its table. */
  readonly quotedIndex: string
}

const PART = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Postgres cuts a longer name off, without an error. */
const LONGEST_NAME = 63

/** @throws TypeError if it is not a valid name of a table, with or without a schema. */
export function tableNamed(name: string, indexSuffix = '_expires_at'): Table {
  const parts = String(name).split('.')
  const [last = ''] = parts.slice(-1)
  if (parts.length > 2 || !parts.every((part) => PART.test(part))) {
    throw new TypeError(
      `table must be a name of letters, digits and underscores, such as vidhook_events or webhooks.events, not ${JSON.stringify(name)}.`,
    )
  }
  if (parts.some((part) => part.length > LONGEST_NAME) || last.length > LONGEST_NAME - indexSuffix.length) {
    throw new TypeError(
      `table must be at most ${LONGEST_NAME - indexSuffix.length} characters, since Postgres cuts its index's name off at ${LONGEST_NAME}, not ${JSON.stringify(name)}.`,
    )
  }
  return {
    name,
    quoted: parts.map(quotedIdentifier).join('.'),
    quotedIndex: quotedIdentifier(last + indexSuffix),
  }
}

function quotedIdentifier(part: string): string {
  return `"${part}"`
}
