/** The tracer's and meter's name. */
export const SCOPE = '@vidhook/otel'

/**
 * Attributes of our own. On metrics only such as have few values: an identity, a URL or a made-up event name would make a
 * series each.
 */
export const ATTRIBUTE = {
  provider: 'vidhook.provider',
  receiver: 'vidhook.receiver',
  /** The provider's own names, or `_OTHER`. */
  event: 'vidhook.event',
  outcome: 'vidhook.outcome',
  code: 'vidhook.code',
  handler: 'vidhook.handler',
  attempt: 'vidhook.attempt',
  state: 'vidhook.entry.state',
  /** On spans alone. */
  identity: 'vidhook.identity',
} as const

/** https://opentelemetry.io/docs/specs/semconv/attributes-registry/, stable. */
export const CONVENTION = {
  errorType: 'error.type',
  status: 'http.response.status_code',
} as const

/**
 * https://opentelemetry.io/docs/specs/semconv/messaging/, still in development: names may change, and stand in this file
 * alone.
 */
export const MESSAGING = {
  system: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  messageId: 'messaging.message.id',
} as const

export const METRIC = {
  deliveries: 'vidhook.deliveries',
  deliveryDuration: 'vidhook.delivery.duration',
  handlerDuration: 'vidhook.handler.duration',
  inboxUp: 'vidhook.inbox.up',
  inboxDepth: 'vidhook.inbox.depth',
  inboxDead: 'vidhook.inbox.dead',
  inboxOldestAge: 'vidhook.inbox.oldest.age',
  sent: 'messaging.client.sent.messages',
  sendDuration: 'messaging.client.operation.duration',
  consumed: 'messaging.client.consumed.messages',
  processDuration: 'messaging.process.duration',
} as const
