/** The store's calls as SQL, with their parameters and results. */
export interface Statements {
  /** Key. Its row, unless there is none or it is expired or released. */
  readonly find: string
  /** Key, token, lease in ms. The row after the call: if it has this token, the claim has succeeded. */
  readonly claim: string
  /** Key, token, lease in ms. A row if it was renewed. */
  readonly renew: string
  /** Key, token, retention in ms. A row if it was completed. */
  readonly complete: string
  /** Key, token. A row if it was released. */
  readonly release: string
  /** The maximal number of rows. */
  readonly purge: string
}

// A row is either a lease or, with `done`, a completed event. An expired row counts as none, with one exception: its own worker
// may renew or complete it for as long as nobody else has taken the event over.
//
// Renewals and completions also succeed without a row: the lease has expired and was purged. A release keeps the row, with
// `released:` before its token, and the event is free. On such a row, a renewal is refused: it may be one that was delayed and
// sent before the release. A completion is refused from the worker that released, but accepted from another one: its lease had
// expired, but its work is done.
//
// Uses the machine's clock, which has one value within a statement: https://www.sqlite.org/lang_datefunc.html

const now = "unixepoch('subsec')"

const insert = (table: string, done: 0 | 1) => `
INSERT INTO ${table} (key, token, done, expires_at)
VALUES (?, ?, ${done}, ${now} + ? / 1000.0)
ON CONFLICT (key) DO UPDATE SET`

/** Stands before the token of a released row. */
const released = "'released:'"
const isReleased = `substr(token, 1, 9) = ${released}`
/** How long a released row stays, in seconds: an hour, as in the other stores, whose calls may be delayed on their connection. */
const releasedForS = 60 * 60

const find = (table: string) => `
SELECT token, done FROM ${table} WHERE key = ? AND expires_at > ${now} AND NOT ${isReleased}`

/**
 * Another process may have claimed the event since `find`. Then the row is written with its old values, because RETURNING
 * returns only rows that are written.
 */
const claim = (table: string) => `${insert(table, 0)}
  token = iif(${isFree}, excluded.token, token),
  done = iif(${isFree}, 0, done),
  expires_at = iif(${isFree}, excluded.expires_at, expires_at)
RETURNING token, done`

const isFree = `(expires_at <= ${now} OR ${isReleased})`

/** Inserts if the row was purged. Nobody has released the event or taken it over then, since that would have left a row. */
const renew = (table: string) => `${insert(table, 0)}
  expires_at = excluded.expires_at
WHERE token = excluded.token AND NOT done
RETURNING 1`

/** May run twice: the second time it changes nothing but the expiry. */
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
