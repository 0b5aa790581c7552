export { isReceiver, receiverFor, type WebhookSource } from './adapter/receiver-for.js'
export { type WebHandler, webHandler } from './adapter/web-handler.js'
export type { Context } from './events/context.js'
export type { EventFor, Handler, Handlers, ListenerName } from './events/handlers.js'
export type { Deviation } from './events/read-event.js'
export type { UnrecognizedEvent } from './events/recognize.js'
export type { HandlerRun } from './events/run-handlers.js'
export type { Inbox, InboxEntry } from './inbox/inbox.js'
export type { Logger } from './log/log.js'
export { type MisconfiguredCode, MisconfiguredError } from './misconfigured.js'
export { type MemoryStore, memoryStore } from './once/memory-store.js'
export type { Claim, Store } from './once/store.js'
export type { Outcome, OutcomeCode, OutcomeKind } from './outcome.js'
export type { Authentication, CallbackContext } from './proof/authentication.js'
export { signCallbackUrl } from './proof/callback-url.js'
export { decodeBase64, decodeHex } from './proof/hmac.js'
export { type Keyring, keyring, type Secret } from './proof/secret.js'
export type { SecretDelivery } from './proof/secret-cache.js'
export { verifyHmac } from './proof/verify-hmac.js'
export type {
  HooxAssetCompleted,
  HooxAssetFailed,
  HooxAssetResult,
  HooxAvatarCompleted,
  HooxAvatarFailed,
  HooxAvatarResult,
  HooxError,
  HooxEvent,
  HooxEventName,
  HooxEvents,
  HooxStatus,
  HooxVideoCompleted,
  HooxVideoExportResult,
  HooxVideoFailed,
  HooxVideoGenerateResult,
} from './providers/hoox/events.js'
export { type HooxOptions, hoox } from './providers/hoox/index.js'
export type {
  JoggAvatarFailed,
  JoggAvatarSuccess,
  JoggData,
  JoggEvent,
  JoggEventName,
  JoggEvents,
  JoggFailure,
  JoggId,
  JoggImageFailed,
  JoggImageSuccess,
  JoggMotionFailed,
  JoggMotionSuccess,
  JoggScriptFailed,
  JoggScriptSuccess,
  JoggVideoFailed,
  JoggVideoSuccess,
} from './providers/jogg/events.js'
export { type JoggOptions, jogg } from './providers/jogg/index.js'
export {
  defineProvider,
  type EventMap,
  type Identification,
  type Provider,
  type Schema,
  type SetupNotice,
} from './providers/provider.js'
export type { Readiness, ReadinessProblem } from './readiness.js'
export { createReceiver, type Receiver } from './receiver.js'
export type { Platform } from './reception.js'
export type {
  AttemptedEntry,
  HandleInfo,
  Instrument,
  PutInfo,
  ReceiveInfo,
  ReceiveResult,
  TraceContext,
} from './report/instrument.js'
export type { DeliveryReport } from './report/report.js'
export type { SettledReport } from './report/settled.js'
export type {
  BodyStream,
  Delivery,
  DeliveryBody,
  RawDelivery,
} from './request/delivery.js'
export type { DeliveryHeaders } from './request/headers.js'
export type { JsonValue } from './request/json.js'
export type { ReceiverOptions } from './settings.js'
