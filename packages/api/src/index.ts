export { ApiError, type ApiErrorCode } from './api-error.js'
export type { CallOptions, ClientOptions } from './connection.js'
export {
  type HooxAvatarCreate,
  type HooxAvatarEdit,
  type HooxAvatarJob,
  HooxClient,
  type HooxExport,
  type HooxGeneration,
  type HooxJobRequest,
  type HooxStart,
  type HooxVideoJob,
} from './hoox-client.js'
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
