/** The store's calls as SQL, with their parameters and results. */
export interface Statements {
  /** Key, token, lease in ms. One row with the `state`, or no row: busy. */
  readonly claim: string
  /** Key, token, lease in ms. A row if it was renewed. */
  readonly renew: string
  /** Key, token, retention in ms. A row if it was completed. */
  readonly complete: string
  /** Key, token. A row if it was released. */
  readonly release: string
  /** The maximal number of rows. One row, with the number of `purged` rows. */
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
// Uses clock_timestamp(), since now() does not advance in a user's transaction. After a wait for another worker's row, it is
// evaluated again, so that a lease begins when it is granted.

/**
 * A claim writes and then reads, in one statement. The write sees the current row, so at most one claim succeeds. The read sees
 * the table as it was when the statement began. Other workers may have changed it since:
 *
 * - It sees no row, or an expired or released one: another worker has claimed the event since. The statement returns no row,
 *   which counts as busy. The event may even be done by now: the next claim will find out.
 * - It sees a lease that has been completed since: busy. The next claim will find it done.
 * - It sees a done row that is not expired: it is still done, since nothing changes a done row until it expires.
 *
 * So the answer is done only if the event is done.
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

/** Inserts if the row was purged. Nobody has released the event or taken it over then, since that would have left a row. */
const renew = (table: string) => `
INSERT INTO ${table} AS event (key, token, done, expires_at)
VALUES ($1, $2, false, ${fromNow})
ON CONFLICT (key) DO UPDATE SET expires_at = ${fromNow}
WHERE event.token = excluded.token AND NOT event.done
RETURNING 1`

/** May run twice: the second time it changes nothing but the expiry. */
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

/** ARRAY makes Postgres select the keys once. It might run a plain subquery for every row, and delete more than the limit. */
const purge = (table: string) => `
WITH purged AS (
  DELETE FROM ${table} WHERE key = ANY (ARRAY (
    SELECT key FROM ${table} WHERE expires_at <= clock_timestamp()
    ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED
  ))
  RETURNING 1
)
SELECT count(*) AS purged FROM purged`

/** Stands before the token of a released row. */
const released = "'released:'"
const isReleased = (token: string) => `left(${token}, 9) = ${released}`
/**
 * How long a released row stays: longer than a call can be delayed on its connection. Linux closes a connection after a quarter
 * of an hour without an answer (tcp_retries2).
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
