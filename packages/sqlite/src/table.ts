export const DEFAULT_TABLE = 'vidhook_events'

/** @throws TypeError if it is not a valid name of a table. */
export function quotedTable(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new TypeError(
      `table must be a name of letters, digits and underscores, such as vidhook_events, not ${JSON.stringify(name)}.`,
    )
  }
  return `"${name}"`
}
