/** The store's calls as SQL. */
export interface Statements {
  /** Key, token, lease in ms. One row with its `state`, or none: busy. */
  readonly claim: string
  /** Key, token, lease in ms. A row if it was renewed. */
  readonly renew: string
  /** Key, token, retention in ms. A row if it was completed. */
  readonly complete: string
  /** Key, token. A row if it was released. */
  readonly release: string
  /** The number of rows at most. One row, with the number of those `purged`. */
  readonly purge: string
}

// A row is a lease until it expires, or, once done, a memory until it expires. An expired row is as good as none, with one
// exception: its own worker may renew or complete it for as long as nobody else has taken the event over.
//
// A renewal and a completion also take an event that has no row: its lease has expired and was purged. A release leaves its row
// behind, with `released:` before its token. The event is free then as well, but a renewal that finds it may be an old one that
// was delayed, and is refused. A completion by another worker is taken: its lease had expired, and its work is done.
//
// clock_timestamp() and not now(), which stands still in a user's transaction. It is called anew after a wait for another
// worker's row, so that a lease does not begin before it is had.

/**
 * A claim writes first and reads second, in one statement. The write sees every row as it is: at most one claim wins. The
 * read sees the table as it was when the statement began, and other workers may have gone on since:
 *
 * - It sees no row, or one that is expired or released: another worker has claimed the event in the meantime. No row is
 *   answered, which is busy. Whether that worker is done by now is not known here, and a retry will be told.
 * - It sees a lease that has been completed since: busy, which was so a moment ago. A retry will be told.
 * - It sees a done row that is not expired: done is final until it expires, so it still is.
 *
 * So done is only ever answered for an event that is done.
 */
const claim = (table: string) => `
WITH claimed AS (
  INSERT INTO ${table} AS event (key, token, done, expires_at)
  VALUES ($1, $2, false, ${fromNow})
  ON CONFLICT (key) DO UPDATE SET token = excluded.token, done = false, expires_at = ${fromNow}
  WHERE event.expires_at <= clock_timestamp() OR ${isReleased('event.token')}
  RETURNING 1
)
SELECT 'claimed' AS state FROM claimed
UNION ALL
SELECT CASE WHEN done THEN 'done' ELSE 'busy' END FROM ${table}
WHERE key = $1 AND expires_at > clock_timestamp() AND NOT ${isReleased('token')} AND NOT EXISTS (SELECT FROM claimed)`

/** Inserts where the row was purged: nobody has released the event or taken it over, or there would be one. */
const renew = (table: string) => `
INSERT INTO ${table} AS event (key, token, done, expires_at)
VALUES ($1, $2, false, ${fromNow})
ON CONFLICT (key) DO UPDATE SET expires_at = ${fromNow}
WHERE event.token = excluded.token AND NOT event.done
RETURNING 1`

/** Twice is the same as once. */
const complete = (table: string) => `
INSERT INTO ${table} AS event (key, token, done, expires_at)
VALUES ($1, $2, true, ${fromNow})
ON CONFLICT (key) DO UPDATE SET token = excluded.token, done = true, expires_at = ${fromNow}
WHERE event.token = excluded.token
  OR (${isReleased('event.token')} AND event.token <> ${released} || excluded.token)
RETURNING 1`

const release = (table: string) => `
UPDATE ${table} SET token = ${released} || token, expires_at = clock_timestamp() + ${releasedFor}
WHERE key = $1 AND token = $2 AND NOT done
RETURNING 1`

/** The keys as an array, which is made once: as a subquery they might be read again for every row, past the limit. */
const purge = (table: string) => `
WITH purged AS (
  DELETE FROM ${table} WHERE key = ANY (ARRAY (
    SELECT key FROM ${table} WHERE expires_at <= clock_timestamp()
    ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED
  ))
  RETURNING 1
)
SELECT count(*) AS purged FROM purged`

/** What the token of a row begins with that was released. */
const released = "'released:'"
const isReleased = (token: string) => `left(${token}, 9) = ${released}`
/**
 * How long such a row stays: longer than a call can be on its way. Linux gives a connection up after a quarter of an hour
 * without an answer (tcp_retries2).
 */
const releasedFor = "interval '1 hour'"

const fromNow = "clock_timestamp() + $3::float8 * interval '1 millisecond'"

export function statementsFor(table: string): Statements {
  return {
    claim: claim(table),
    renew: renew(table),
    complete: complete(table),
    release: release(table),
    purge: purge(table),
  }
}
