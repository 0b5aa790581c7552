// The limit that a receiver in one file can reach with the core's promises, for a body at hand and a memory store: method,
// type, encoding and size; the HMAC over the raw bytes in constant time; UTF-8, JSON, prototype keys and depth; the event's
// shape; a fenced claim with a lease; a deadline for handlers that wait for something; one report a delivery; no rejection.
// It knows one provider and one event, has no extension points, and logs nothing. It is here to be compared with.
import { createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto'
import { EVENT, SECRET } from '../deliveries.js'

const MAX_BYTES = 1_048_576
const MAX_DEPTH = 64
const MAX_EVENTS = 100_000
const LEASE_MS = 3_000
const DEADLINE_MS = 4_000
const RETENTION_MS = 604_800_000
const TURNS_AT_ONCE = 3

const JSON_TYPE = /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i
const PLAIN_ID = /^(?!hash:)[\x21-\x7e]{1,200}$/
const HEX_DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code)),
)

const outcome = (kind, status) => ({
  kind,
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify({ outcome: kind }),
})
const PROCESSED = outcome('processed', 200)
const DUPLICATE = outcome('duplicate', 200)
const REJECTED = outcome('rejected', 401)
const BUSY = outcome('busy', 503)
const FAILED = outcome('failed', 500)
const LATE = outcome('late', 503)

/** SHA-256's block, and the longest body that is hashed in one call. */
const BLOCK = 64
const LONGEST_ONE_SHOT = 8_192

const key = createSecretKey(Buffer.from(SECRET))
// The two paddings of RFC 2104, each with room for what is hashed after it.
const inner = new Uint8Array(BLOCK + LONGEST_ONE_SHOT)
const outer = new Uint8Array(BLOCK + 32)
for (let index = 0; index < BLOCK; index++) {
  inner[index] = (SECRET.charCodeAt(index) || 0) ^ 0x36
  outer[index] = (SECRET.charCodeAt(index) || 0) ^ 0x5c
}
const utf8 = new TextDecoder('utf-8', { fatal: true })
const expected = new Uint8Array(32)
const given = new Uint8Array(32)
const now = Promise.resolve()

/** Done events by the time when they may be forgotten, and leased ones. */
const events = new Map()
let oldest = events.keys()
let tokens = 0
let running = 0

export function limitReceiver(handler, onDelivery) {
  return {
    /** How many deliveries are not answered yet. */
    running: () => running,
    receive(delivery) {
      running++
      const reception = new Reception(delivery, handler, onDelivery)
      let result
      try {
        result = reception.start()
      } catch (error) {
        result = reception.failed(error)
      }
      return result instanceof Promise ? result : Promise.resolve(result)
    },
  }
}

class Reception {
  constructor(delivery, handler, onDelivery) {
    this.delivery = delivery
    this.handler = handler
    this.onDelivery = onDelivery
    this.arrived = performance.now()
    this.receivedAt = new Date()
    this.event = undefined
    this.identity = undefined
    this.lease = undefined
    this.runs = undefined
    this.error = undefined
    this.timer = undefined
    this.turns = 0
    this.over = false
    this.resolve = undefined
  }

  start() {
    const { method, headers, body } = this.delivery
    if (method !== 'POST' || !JSON_TYPE.test(headers['content-type'] ?? '')) return this.end(REJECTED)
    if (headers['content-encoding'] !== undefined || body.byteLength > MAX_BYTES) return this.end(REJECTED)
    if (!isSigned(body, headers['x-webhook-signature'])) return this.end(REJECTED)
    const event = parse(body)
    if (event === undefined || event.event !== headers['x-webhook-event']) return this.end(REJECTED)
    if (!hasForm(event) || !PLAIN_ID.test(event.event_id)) return this.end(REJECTED)
    this.event = event
    this.identity = event.event_id
    return this.claim()
  }

  claim() {
    const entry = events.get(this.identity)
    if (entry !== undefined && (typeof entry === 'number' ? entry : entry.until) > this.arrived)
      return this.end(typeof entry === 'number' ? DUPLICATE : BUSY)
    if (events.size >= MAX_EVENTS) forgetOldest()
    this.lease = { token: ++tokens, until: this.arrived + LEASE_MS }
    events.set(this.identity, this.lease)
    return this.run()
  }

  run() {
    let result
    try {
      result = this.handler(this.event, new Context(this))
    } catch (error) {
      return this.failed(error)
    }
    if (typeof result?.then !== 'function') return this.done()
    return new Promise((resolve) => {
      this.resolve = resolve
      result.then(
        () => this.settle(this.done()),
        (error) => this.settle(this.failed(error)),
      )
      this.turn()
    })
  }

  /** A handler that waits for nothing is over in a few turns, and needs no timer. */
  turn() {
    if (this.over) return
    if (++this.turns <= TURNS_AT_ONCE) now.then(() => this.turn())
    else this.timer = setTimeout(() => this.resolve(LATE), this.arrived + DEADLINE_MS - performance.now())
  }

  settle(outcome) {
    clearTimeout(this.timer)
    this.resolve(outcome)
  }

  done() {
    const at = performance.now()
    this.runs = [{ name: EVENT, durationMs: at - this.arrived }]
    if (events.get(this.identity) !== this.lease) return this.end(BUSY)
    events.set(this.identity, at + RETENTION_MS)
    return this.end(PROCESSED)
  }

  failed(error) {
    this.error = error
    if (events.get(this.identity) === this.lease) events.delete(this.identity)
    return this.end(FAILED)
  }

  end(outcome) {
    this.over = true
    running--
    this.onDelivery?.(this, outcome)
    return outcome
  }
}

class Context {
  constructor({ delivery, receivedAt, identity }) {
    this.headers = delivery.headers
    this.rawBody = delivery.body
    this.receivedAt = receivedAt
    this.identity = identity
    this.eventName = EVENT
  }
}

function isSigned(body, signature) {
  if (signature?.length !== 64) return false
  let wrong = 0
  for (let index = 0; index < 32; index++) {
    const high = HEX_DIGITS[signature.charCodeAt(index * 2)] ?? -1
    const low = HEX_DIGITS[signature.charCodeAt(index * 2 + 1)] ?? -1
    wrong |= high | low
    given[index] = (high << 4) | low
  }
  if (wrong < 0) return false
  const mac = hmac(body)
  for (let index = 0; index < 32; index++) expected[index] = mac.charCodeAt(index)
  return timingSafeEqual(expected, given)
}

function hmac(body) {
  if (body.byteLength > LONGEST_ONE_SHOT) return createHmac('sha256', key).update(body).digest('latin1')
  inner.set(body, BLOCK)
  const innerMac = hash('sha256', inner.subarray(0, BLOCK + body.byteLength), 'latin1')
  for (let index = 0; index < 32; index++) outer[BLOCK + index] = innerMac.charCodeAt(index)
  return hash('sha256', outer, 'latin1')
}

function parse(body) {
  try {
    const value = JSON.parse(utf8.decode(body))
    return isObject(value) && dropPrototypeKeys(value, 0) ? value : undefined
  } catch {
    return undefined
  }
}

function dropPrototypeKeys(value, depth) {
  if (depth === MAX_DEPTH) return false
  for (const name in value) {
    const part = value[name]
    if (name === '__proto__' || (name === 'constructor' && typeof part === 'object')) delete value[name]
    else if (typeof part === 'object' && part !== null && !dropPrototypeKeys(part, depth + 1)) return false
  }
  return true
}

function hasForm({ event, event_id, timestamp, data }) {
  return (
    event === EVENT &&
    typeof event_id === 'string' &&
    isNumber(timestamp) &&
    isObject(data) &&
    (typeof data.video_id === 'string' || Number.isSafeInteger(data.video_id)) &&
    typeof data.status === 'string' &&
    typeof data.video_url === 'string' &&
    typeof data.cover_url === 'string' &&
    isNumber(data.duration)
  )
}

function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value)
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function forgetOldest() {
  const step = oldest.next()
  if (step.done) oldest = events.keys()
  else events.delete(step.value)
}
