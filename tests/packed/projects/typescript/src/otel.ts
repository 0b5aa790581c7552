import { metrics, trace } from '@opentelemetry/api'
import { bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, type Instrument, jogg } from '@vidhook/core'
import { type JournalRecord, jsonLines } from '@vidhook/core/journal'
import { observeInbox, otel } from '@vidhook/otel'

const inbox = bullmqInbox({ connection: { url: process.env.REDIS_URL } })
const instrument: Instrument = otel({ tracer: trace.getTracer('app'), meter: metrics.getMeter('app') })

createReceiver(jogg({ secret: 's' }), { inbox, instrument, journal: jsonLines(process.stdout) })
export const stop: () => void = observeInbox(inbox)
export const outcomes = (records: readonly JournalRecord[]) => records.map(({ outcome }) => outcome)

// @ts-expect-error: without health() there is nothing to observe
observeInbox({ put: () => {} })
