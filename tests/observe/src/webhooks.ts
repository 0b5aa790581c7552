import { trace } from '@opentelemetry/api'
import { type BullmqInbox, bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, type Inbox, type JoggEvents, jogg, type Receiver } from '@vidhook/core'
import { otel } from '@vidhook/otel'

/** How long after the first failure the second attempt comes. */
const FIRST_RETRY_MS = 250

/** The inbox of the web process and of the worker. */
export function sharedInbox(): BullmqInbox {
  const { REDIS_URL = '', DEMO_PREFIX = '' } = process.env
  return bullmqInbox({
    connection: { url: REDIS_URL },
    prefix: DEMO_PREFIX,
    firstRetryMs: FIRST_RETRY_MS,
    log: false,
  })
}

/** A receiver whose handler fails in the first attempt and succeeds in the second. */
export function receiverWith(inbox: Inbox): Receiver<JoggEvents> {
  const tracer = trace.getTracer('demo')
  return createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
    inbox,
    storeTimeoutMs: 10_000,
    instrument: otel(),
    log: false,
    on: {
      generated_avatar_video_success: (event, { attempt }) =>
        // The handler's own span.
        tracer.startActiveSpan(`save ${event.data.video_id}`, (span) => {
          span.end()
          if (attempt === 1) throw new Error('The disk is full.')
        }),
    },
  })
}
