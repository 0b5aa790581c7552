import { deliveryRecord, type JournalRecord, settledRecord } from './journal-record.js'
import type { Journal } from './report.js'

/** What lines can be written to: a file's or a process's stream of Node. */
export interface LineStream {
  write(line: string): unknown
  /** Bytes that wait to be written. */
  readonly writableLength?: number | undefined
  on?(event: 'error', listener: (error: Error) => void): unknown
}

/** How much may wait to be written, in bytes. A disk that hangs must not fill the memory. */
const LONGEST_WAIT_BYTES = 8 * 1024 * 1024

/**
 * A journal of one JSON object a line, for a file, a log collector, or `vidhook journal`.
 *
 * What a stream does not take is left out, and counted by a line `{"kind":"left_out","count":3}` once it takes lines
 * again. An error of the stream is written to the console once; it never ends the process. A file is not bounded: let
 * logrotate rotate it, with `copytruncate`.
 *
 * @example
 * ```ts
 * const journal = jsonLines(createWriteStream('webhooks.jsonl', { flags: 'a' }))
 * app.use(joggWebhook(secret, { journal, on: { … } }))
 * ```
 */
export function jsonLines(stream: LineStream): Journal {
  if (typeof stream?.write !== 'function')
    throw new TypeError(
      "jsonLines() needs a stream, such as createWriteStream('webhooks.jsonl', { flags: 'a' }) of node:fs.",
    )
  let leftOut = 0
  let complained = false
  stream.on?.('error', (error) => {
    leftOut++
    if (complained) return
    complained = true
    console.error(`[vidhook] The journal cannot be written: ${error.message}`)
  })

  function write(record: JournalRecord): void {
    if ((stream.writableLength ?? 0) > LONGEST_WAIT_BYTES) {
      leftOut++
      return
    }
    const missing = leftOut > 0 ? line({ at: record.at, kind: 'left_out', count: leftOut }) : ''
    leftOut = 0
    stream.write(missing + line(record))
  }
  return {
    delivery: (report) => write(deliveryRecord(report)),
    settled: (report) => write(settledRecord(report)),
  }
}

function line(record: object): string {
  return `${JSON.stringify(record)}\n`
}
