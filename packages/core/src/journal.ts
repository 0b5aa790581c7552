/** `@vidhook/core/journal`: keeps what became of each delivery. An entry of its own, so that nobody else's bundle has it. */
export {
  deliveryRecord,
  type JournalHandler,
  type JournalRecord,
  type JournalSender,
  settledRecord,
} from './report/journal-record.js'
export { jsonLines, type LineStream } from './report/json-lines.js'
export type { Journal } from './report/report.js'
