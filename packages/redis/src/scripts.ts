import { createHash } from 'node:crypto'

/** A script. Redis runs it as one atomic step. */
export interface Script {
  readonly source: string
  /** Redis's name for it: the digest of its source. */
  readonly sha1: string
}

// The value of an event's key:
// - none: nobody has claimed the event, or its lease has expired;
// - `<token>`: the worker with this token has the lease;
// - `done:<token>`: this worker has completed the event;
// - `released:<token>`: this worker has released the event, so it is free.
//
// If a call reaches the server twice, it finds its own token the second time, and gives the same answer.
//
// Renewals and completions also succeed without a key: the lease has expired, or Redis has lost it in a failover. On a released
// event, a renewal is refused: it may be one that was delayed and sent before the release. A completion is refused from the
// worker that released, but accepted from another one: its lease had expired, but its work is done.

/**
 * How long a `released:` key stays, in ms: longer than a call can be delayed on its connection. Linux closes a connection after
 * a quarter of an hour without an answer (tcp_retries2).
 */
const RELEASED_MS = 60 * 60 * 1000

/** Key: the event's. Arguments: token, lease in ms. Answers `claimed`, `busy` or `done`. */
export const CLAIM = script(`
local held = redis.call('GET', KEYS[1])
if held == false or held == ARGV[1] or string.sub(held, 1, 9) == 'released:' then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 'claimed'
end
if string.sub(held, 1, 5) == 'done:' then return 'done' end
return 'busy'
`)

/** Arguments: token, lease in ms. Answers 1, or 0 if the event was released, or is done, or another worker has it. */
export const RENEW = script(`
local held = redis.call('GET', KEYS[1])
if held ~= false and held ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

/** Arguments: token, retention in ms. Answers 1, or 0 if this worker has released the event, or another worker has it or did it. */
export const COMPLETE = script(`
local held = redis.call('GET', KEYS[1])
local done = 'done:' .. ARGV[1]
local isFree = held == false or string.sub(held, 1, 9) == 'released:' and held ~= 'released:' .. ARGV[1]
if not isFree and held ~= ARGV[1] and held ~= done then return 0 end
redis.call('SET', KEYS[1], done, 'PX', ARGV[2])
return 1
`)

/** Arguments: token. Answers 1, or 0 if this worker does not have the lease. */
export const RELEASE = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 'released:' .. ARGV[1], 'PX', ${RELEASED_MS})
return 1
`)

function script(source: string): Script {
  return { source, sha1: createHash('sha1').update(source).digest('hex') }
}
