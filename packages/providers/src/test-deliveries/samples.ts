/** Makes the body of an event by its name, with this id in it. The time is Unix time in seconds. */
export type Sample = (event: string, id: string, time: number) => { readonly [field: string]: unknown }

const VIDEO = 'https://example.com/video.mp4'

// After the examples in each sender's documentation.
export const samples = {
  heygen: (event_type, id) => ({
    event_type,
    event_data: event_type.endsWith('.fail')
      ? { video_id: id, msg: 'The video could not be made.', callback_id: 'order_42' }
      : { video_id: id, url: VIDEO, callback_id: 'order_42' },
  }),

  fal: (status, id) => ({
    request_id: id,
    gateway_request_id: id,
    status,
    ...(status === 'ERROR'
      ? { error: 'Invalid status code: 422', payload: { detail: [{ msg: 'field required' }] } }
      : { payload: { video: { url: VIDEO, content_type: 'video/mp4' } } }),
  }),

  replicate: (status, id, time) => ({
    id,
    version: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
    status,
    input: { prompt: 'A wave' },
    output: status === 'succeeded' ? [VIDEO] : null,
    error: status === 'failed' ? 'Out of memory' : null,
    logs: '',
    metrics: {},
    created_at: iso(time),
  }),

  gemini: (type, id, time) => ({
    type,
    version: 'v1',
    timestamp: iso(time),
    data: /failed|expired/.test(type)
      ? { id, error_code: 'INTERNAL', error_message: 'It failed.' }
      : { id, ...(type === 'video.generated' && { file_id: 'files/abc', video_uri: VIDEO }) },
  }),

  openai: (type, id, time) => ({
    id: `evt_${id}`,
    object: 'event',
    created_at: time,
    type,
    data: type.startsWith('realtime.') ? { call_id: `rtc_${id}`, sip_headers: [] } : { id: `resp_${id}` },
  }),

  elevenlabs: (type, id, time) => ({
    type,
    event_timestamp: time,
    data: type.startsWith('voice_')
      ? { voice_id: id }
      : { agent_id: 'agent_1', conversation_id: id, status: 'done', metadata: {} },
  }),

  mux: (type, id, time) => ({
    id,
    type,
    created_at: iso(time),
    object: { type: type.split('.')[1], id: 'object_1' },
    environment: { name: 'Production', id: 'env_1' },
    data: { id: 'object_1', status: type.endsWith('ready') ? 'ready' : 'preparing' },
    attempts: [],
  }),

  'cloudflare-stream': (state, uid, time) => ({
    uid: uid.replaceAll('-', ''),
    readyToStream: state === 'ready',
    status: state === 'error' ? { state, errReasonCode: 'ERR_NON_VIDEO' } : { state, pctComplete: '100' },
    meta: {},
    created: iso(time),
    modified: iso(time),
  }),

  synthesia: (type, id, time) => ({
    type,
    data: {
      id,
      title: 'A video',
      status: type === 'video.failed' ? 'error' : 'complete',
      ...(type === 'video.completed' && { download: VIDEO, duration: '0:00:12' }),
      createdAt: time,
      lastUpdatedAt: time,
    },
  }),

  'sync-so': (status, id) => ({
    id,
    model: 'lipsync-2',
    status,
    ...(status === 'COMPLETED'
      ? { outputUrl: VIDEO }
      : { error: 'It failed.', error_code: 'generation_failed' }),
  }),

  luma: (state, id, time) => ({
    id,
    generation_type: 'video',
    state,
    failure_reason: state === 'failed' ? 'Moderated' : null,
    created_at: iso(time),
    assets: state === 'completed' ? { video: VIDEO } : null,
  }),

  creatify: (status, id) => ({
    id,
    status,
    failed_reason: status === 'failed' ? 'It failed.' : null,
    output: status === 'done' ? VIDEO : null,
  }),

  creatomate: (status, id) => ({
    id,
    status,
    ...(status === 'failed' && { error_message: 'It failed.' }),
    url: VIDEO,
    output_format: 'mp4',
    metadata: 'order_42',
  }),

  shotstack: (event, id, time) => {
    const [type, action, status] = event.split('.')
    const failed = status === 'failed'
    return {
      type,
      action,
      id,
      owner: 'owner_1',
      status,
      url: failed ? null : VIDEO,
      error: failed ? 'It failed.' : null,
      completed: iso(time),
    }
  },

  tavus: (event, id, time) => {
    const [job, status] = event.split('.')
    if (job === 'video') return { video_id: id, status, status_details: '', hosted_url: VIDEO }
    if (job === 'replica') return { replica_id: id, status }
    return {
      properties: { replica_id: 'r1' },
      conversation_id: id,
      event_type: event,
      message_type: job,
      timestamp: iso(time),
    }
  },

  higgsfield: (status, id) => ({
    status,
    request_id: id,
    ...(status === 'completed' && { video: { url: VIDEO } }),
    ...(status === 'failed' && { error: 'It failed.' }),
  }),

  minimax: (status, id) => ({
    task_id: id,
    status,
    ...(status === 'success' && { file_id: '205258526306433' }),
    base_resp: { status_code: 0, status_msg: 'success' },
  }),
} as const satisfies { readonly [sender: string]: Sample }

function iso(time: number): string {
  return new Date(time * 1000).toISOString()
}
