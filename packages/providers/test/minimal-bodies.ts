import type { SenderName } from '../src/testing.js'

/** The fields that name and identify an event, and no others. */
export const minimalBodies: {
  readonly [Name in SenderName]: (event: string, id: string) => { readonly [field: string]: unknown }
} = {
  heygen: (event_type) => ({ event_type }),
  fal: (status, request_id) => ({ status, request_id }),
  replicate: (status) => ({ status }),
  gemini: (type) => ({ type }),
  openai: (type) => ({ type }),
  elevenlabs: (type) => ({ type }),
  mux: (type, id) => ({ type, id }),
  'cloudflare-stream': (state, uid) => ({ uid, status: { state } }),
  synthesia: (type, id) => ({ type, data: { id } }),
  'sync-so': (status, id) => ({ status, id }),
  luma: (state, id) => ({ state, id }),
  creatify: (status, id) => ({ status, id }),
  creatomate: (status, id) => ({ status, id }),
  shotstack: (event, id) => {
    const [type, action, status] = event.split('.')
    return { type, action, status, id }
  },
  tavus: (event, id) => {
    const [job, status] = event.split('.')
    if (job === 'video') return { video_id: id, status }
    return job === 'replica' ? { replica_id: id, status } : { event_type: event, conversation_id: id }
  },
  higgsfield: (status, request_id) => ({ status, request_id }),
  minimax: (status, task_id) => ({ status, task_id }),
}
