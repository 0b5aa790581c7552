export { ApiError, type ApiErrorCode } from './api-error.js'
export type { CallOptions, ClientOptions } from './connection.js'
export { HooxClient } from './hoox-client.js'
export type {
  HooxAsset,
  HooxAssetJob,
  HooxAvatarCreate,
  HooxAvatarEdit,
  HooxAvatarJob,
  HooxExport,
  HooxGeneration,
  HooxJobRequest,
  HooxStart,
  HooxVideoJob,
} from './hoox-jobs.js'
export type {
  HooxAssetStatus,
  HooxAvatarStatus,
  HooxExportStatus,
  HooxGenerationStatus,
  HooxJobError,
  HooxJobState,
  HooxStatus,
} from './hoox-status.js'
export {
  JoggClient,
  type JoggEndpoint,
  type JoggEndpointChanges,
  type JoggEndpointRequest,
  type JoggEndpointStatus,
  type JoggEndpoints,
  type JoggEventList,
  type JoggNewEndpoint,
} from './jogg-client.js'
export { JOGG_MAX_ENDPOINTS } from './jogg-endpoints.js'
export type { JoggApiEventName } from './jogg-events.js'
export type { RateLimit } from './rate-limit.js'
