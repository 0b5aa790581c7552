import { createHash } from 'node:crypto'

/** A script that Redis runs as one step. */
export interface Script {
  readonly source: string
  /** What Redis knows it by. */
  readonly sha1: string
}

// What a key holds: nothing, or the token of the worker that has the lease, or `done:` and the token of the one that had it, or
// `released:` and the token of the one that gave it back. A call that reaches the server twice finds its own token there, and
// answers the second time as it did the first.
//
// A renewal and a completion also take a key that is not there: the lease has expired, or Redis has lost it in a failover. A
// released event is free as well, but a renewal that finds it may be an old one that was delayed, and is refused. A completion
// by another worker is taken: its lease had expired, and its work is done.

/**
 * How long that stays, in ms: longer than a call can be on its way. Linux gives a connection up after a quarter of an hour
 * without an answer (tcp_retries2).
 */
const RELEASED_MS = 60 * 60 * 1000

/** Key; token, lease in ms. Answers `claimed`, `busy` or `done`. */
export const CLAIM = script(`
local held = redis.call('GET', KEYS[1])
if held == false or held == ARGV[1] or string.sub(held, 1, 9) == 'released:' then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 'claimed'
end
if string.sub(held, 1, 5) == 'done:' then return 'done' end
return 'busy'
`)

/** Key; token, lease in ms. Answers 1, or 0 if the event was released, or is another's or done. */
export const RENEW = script(`
local held = redis.call('GET', KEYS[1])
if held ~= false and held ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

/** Key; token, retention in ms. Answers 1, or 0 if this worker released the event, or if it is another's or was done by another. */
export const COMPLETE = script(`
local held = redis.call('GET', KEYS[1])
local done = 'done:' .. ARGV[1]
local isFree = held == false or string.sub(held, 1, 9) == 'released:' and held ~= 'released:' .. ARGV[1]
if not isFree and held ~= ARGV[1] and held ~= done then return 0 end
redis.call('SET', KEYS[1], done, 'PX', ARGV[2])
return 1
`)

/** Key; token. Answers 1, or 0 if the lease is not this worker's. */
export const RELEASE = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 'released:' .. ARGV[1], 'PX', ${RELEASED_MS})
return 1
`)

function script(source: string): Script {
  return { source, sha1: createHash('sha1').update(source).digest('hex') }
}
