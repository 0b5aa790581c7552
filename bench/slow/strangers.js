// Strangers who send a body without a signature, in a process of their own: see child.js.
import { connect } from 'node:net'

const HEAD = [
  'POST /webhooks/jogg HTTP/1.1',
  'Host: 127.0.0.1',
  'Content-Type: application/json',
  'Transfer-Encoding: chunked',
  '\r\n',
].join('\r\n')
/** How often each writes what is due at most, in milliseconds. */
const TICK_MS = 5
/** What a stranger keeps ready at most, so that one whom nobody reads does not fill its own memory. */
const BACKLOG_BYTES = 1 << 20

let strangers = []
let answers = {}

/**
 * Opens connections that send `bodyBytes` each, in chunks of `chunkBytes`, evenly over `overMs`, and then keep the body
 * open.
 * @param again whether one that is refused comes again at once
 */
export function start(plan) {
  answers = {}
  strangers = Array.from({ length: plan.connections }, () => stranger(plan))
}

/** What was answered how often, and how much of its body each has sent, at least. */
export function state() {
  return { answers, leastSent: Math.min(...strangers.map((each) => each.sent())) }
}

export function stop() {
  for (const each of strangers) each.stop()
  strangers = []
}

function stranger({ port, chunkBytes, bodyBytes, overMs, again }) {
  const piece = Buffer.from(`${chunkBytes.toString(16)}\r\n${'x'.repeat(chunkBytes)}\r\n`)
  const block = Buffer.alloc(piece.byteLength * Math.max(1, Math.floor(65_536 / piece.byteLength)), piece)
  const pieces = Math.floor(bodyBytes / chunkBytes)
  let sent = 0
  let began = 0
  let stopped = false
  let socket

  const open = () => {
    sent = 0
    began = performance.now()
    let answer = ''
    socket = connect(port, '127.0.0.1')
    socket.write(HEAD)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('close', () => {
      const code = /"code":"(\w+)"/.exec(answer)?.[1] ?? 'no answer'
      if (!stopped) answers[code] = (answers[code] ?? 0) + 1
      if (again && !stopped) open()
    })
  }
  const tick = setInterval(
    () => {
      if (socket.destroyed || socket.writableLength > BACKLOG_BYTES) return
      const due = Math.min(
        pieces,
        overMs === 0 ? pieces : Math.floor((pieces * (performance.now() - began)) / overMs),
      )
      while (sent < due) {
        const count = Math.min(due - sent, block.byteLength / piece.byteLength)
        socket.write(block.subarray(0, count * piece.byteLength))
        sent += count
      }
    },
    Math.max(TICK_MS, overMs / pieces / 2),
  )
  open()
  return {
    sent: () => sent * chunkBytes,
    stop() {
      stopped = true
      clearInterval(tick)
      socket.destroy()
    },
  }
}
