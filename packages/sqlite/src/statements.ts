/** The store's calls as SQL. */
export interface Statements {
  /** Key. Its row, if there is one that is not expired. */
  readonly find: string
  /** Key, token, lease in ms. The row as it is now: the token says whose. */
  readonly claim: string
  /** Key, token, lease in ms. A row if it was renewed. */
  readonly renew: string
  /** Key, token, retention in ms. A row if it was completed. */
  readonly complete: string
  /** Key, token. A row if it was released. */
  readonly release: string
  /** The number of rows at most. */
  readonly purge: string
}

// A row is a lease until it expires, or, once done, a memory until it expires. An expired row is as good as none, with one
// exception: its own worker may renew or complete it for as long as nobody else has taken the event over.
//
// A renewal and a completion also take an event that has no row: its lease has expired and was purged. A release leaves its row
// behind, with `released:` before its token. The event is free then as well, but a renewal that finds it may be an old one that
// was delayed, and is refused. A completion by another worker is taken: its lease had expired, and its work is done.
//
// The clock is the machine's, and stands still within a statement: https://www.sqlite.org/lang_datefunc.html

const now = "unixepoch('subsec')"

const insert = (table: string, done: 0 | 1) => `
INSERT INTO ${table} (key, token, done, expires_at)
VALUES (?, ?, ${done}, ${now} + ? / 1000.0)
ON CONFLICT (key) DO UPDATE SET`

/** What the token of a row begins with that was released. */
const released = "'released:'"
const isReleased = `substr(token, 1, 9) = ${released}`
/** How long such a row stays, in seconds: an hour, as in the other stores, whose calls may be long on their way. */
const releasedForS = 60 * 60

const find = (table: string) => `
SELECT token, done FROM ${table} WHERE key = ? AND expires_at > ${now} AND NOT ${isReleased}`

/**
 * Another process may have claimed the event since it was looked for. Its row is written as it is, since only a row that is
 * written is answered.
 */
const claim = (table: string) => `${insert(table, 0)}
  token = iif(${isFree}, excluded.token, token),
  done = iif(${isFree}, 0, done),
  expires_at = iif(${isFree}, excluded.expires_at, expires_at)
RETURNING token, done`

const isFree = `(expires_at <= ${now} OR ${isReleased})`

/** Inserts where the row was purged: nobody has released the event or taken it over, or there would be one. */
const renew = (table: string) => `${insert(table, 0)}
  expires_at = excluded.expires_at
WHERE token = excluded.token AND NOT done
RETURNING 1`

/** Twice is the same as once. */
const complete = (table: string) => `${insert(table, 1)}
  token = excluded.token, done = 1, expires_at = excluded.expires_at
WHERE token = excluded.token OR (${isReleased} AND token <> ${released} || excluded.token)
RETURNING 1`

const release = (table: string) => `
UPDATE ${table} SET token = ${released} || token, expires_at = ${now} + ${releasedForS}
WHERE key = ? AND token = ? AND NOT done
RETURNING 1`

const purge = (table: string) => `
DELETE FROM ${table} WHERE key IN (
  SELECT key FROM ${table} WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ?
)`

export function statementsFor(table: string): Statements {
  return {
    find: find(table),
    claim: claim(table),
    renew: renew(table),
    complete: complete(table),
    release: release(table),
    purge: purge(table),
  }
}
