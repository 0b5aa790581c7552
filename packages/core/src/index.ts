export { type CallbackContext, type SignCallbackUrlOptions, signCallbackUrl } from './callback-url.js'
export type { Context } from './context.js'
export type { BodySink, BodyStream, ConsumedBody, Delivery, DeliveryBody, RawDelivery } from './delivery.js'
export type { MemoryStoreOptions } from './event-memory.js'
export type { EventFor, Handler, Handlers, ListenerName } from './handlers.js'
export type { DeliveryHeaders, HeadersInput } from './headers.js'
export { decodeBase64, decodeHex, type HmacKey } from './hmac.js'
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
} from './hoox/events.js'
export { type HooxOptions, hoox } from './hoox/index.js'
export type {
  JoggAvatarFailed,
  JoggAvatarSuccess,
  JoggData,
  JoggEnvelope,
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
  JoggStatus,
  JoggVideoFailed,
  JoggVideoSuccess,
} from './jogg/events.js'
export { type JoggOptions, jogg } from './jogg/index.js'
export type { JsonValue } from './json.js'
export type { SecretDelivery } from './kept-answers.js'
export type { Logger, LogOption } from './log.js'
export { type MemoryStore, memoryStore } from './memory-store.js'
export { type MisconfiguredCode, MisconfiguredError } from './misconfigured.js'
export type { Outcome, OutcomeCode, OutcomeKind } from './outcome.js'
export {
  type Authentication,
  defineProvider,
  type EventMap,
  type Identification,
  type Provider,
  type ProviderDefinition,
  type Schema,
  type SetupNotice,
} from './provider.js'
export type { Deviation } from './read-event.js'
export { createReceiver, type Platform, type Receiver } from './receiver.js'
export type { DeliveryReport } from './report.js'
export type { HandlerRun } from './run-handlers.js'
export { type DecodeSecret, type Keyring, keyring, type Secret } from './secret.js'
export type { ReceiverOptions, UnrecognizedEvent } from './settings.js'
export type { Claim, Store } from './store.js'
export { type HmacProof, verifyHmac } from './verify-hmac.js'
export { type WebHandler, webHandler } from './web-handler.js'
