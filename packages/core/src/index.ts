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
export { concatBytes } from './proof/bytes.js'
export { callbackKeys, signCallbackUrl, verifyCallbackUrl } from './proof/callback-url.js'
export { decodeBase64, decodeHex, type HmacHash, sha256Hex } from './proof/hmac.js'
export { type JwksOptions, jwks } from './proof/jwks.js'
export { ed25519Keyring } from './proof/public-key.js'
export { type Keyring, type KeyringOptions, keyring, type Secret, type VerifyKey } from './proof/secret.js'
export type { SecretDelivery } from './proof/secret-cache.js'
export { checkTimestamp } from './proof/timestamp.js'
export { verifyHmac } from './proof/verify-hmac.js'
export { type SignatureProof, verifySignature } from './proof/verify-signature.js'
export { type TimestampedProof, verifyTimestamped } from './proof/verify-timestamped.js'
export { type TokenProof, verifyToken } from './proof/verify-token.js'
export {
  type Handshake,
  type HandshakeAnswer,
  type HandshakeRequest,
  handshake,
} from './providers/handshake.js'
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
  type CallbackOptions,
  defineProvider,
  type EventMap,
  type EventsOf,
  type Identification,
  type Provider,
  type ProviderDefinition,
  type Schema,
  type SetupNotice,
} from './providers/provider.js'
export { type StandardWebhooksOptions, standardWebhooks } from './providers/standard-webhooks.js'
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
