import { defineProvider, type EventsOf, type Provider, verifyTimestamped } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type SignedOptions, secretKeys } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  [
    'post_call_transcription',
    'post_call_audio',
    'call_initiation_failure',
    'speech_to_text_transcription',
    'voice_removal_notice',
    'voice_removal_notice_withdrawn',
    'voice_removed',
  ],
  {
    event_timestamp: 'any',
    data: {
      agent_id: 'id',
      conversation_id: 'id',
      request_id: 'id',
      voice_id: 'id',
      user_id: 'id',
      status: 'text',
      transcript: 'any',
      transcription: 'any',
      metadata: 'any',
      analysis: 'any',
      conversation_initiation_client_data: 'any',
      full_audio: 'text',
      failure_reason: 'text',
      has_audio: 'flag',
      has_user_audio: 'flag',
      has_response_audio: 'flag',
    },
  },
  'type',
)

/** ElevenLabs' events by name. */
export type ElevenLabsEvents = EventsOf<typeof schemas>

/** What ElevenLabs' own SDK allows: `src/wrapper/webhooks.ts` in elevenlabs/elevenlabs-js. */
const TOLERANCE_MS = 30 * 60 * 1000

/**
 * The provider for ElevenLabs. `elevenlabs-signature: t=…,v0=…` is an HMAC-SHA256 of a timestamp and the body. The identity is
 * the type, the id of the conversation, voice or request, and `event_timestamp`.
 *
 * `post_call_audio` carries the whole recording in base64: give the receiver a larger `maxBodyBytes` if you ask for it.
 *
 * Documented: the events, no retries unless they are enabled, disabled after 10 failures in a row
 * (elevenlabs.io/docs/eleven-api/resources/webhooks, elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks). From ElevenLabs' own
 * SDK: the proof. Not verified: `speech_to_text_transcription`, and how long ElevenLabs waits. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(elevenlabs({ secret: process.env.ELEVENLABS_WEBHOOK_SECRET }), { on: { post_call_transcription: handler } })
 * ```
 */
export function elevenlabs(options: SignedOptions): Provider<ElevenLabsEvents> {
  const keys = secretKeys('ElevenLabs', 'ELEVENLABS_WEBHOOK_SECRET', options)
  const header = 'elevenlabs-signature'
  return defineProvider({
    name: 'elevenlabs',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    typicalHeaders: [header],
    authenticate: (delivery) =>
      verifyTimestamped({ keys, delivery, header, signatureName: 'v0', toleranceMs: TOLERANCE_MS }),
    identify(body) {
      const { type, data, event_timestamp } = fieldsOf(body)
      const { conversation_id, voice_id, request_id } = fieldsOf(data)
      // Without an id, the data identifies the event.
      const id = conversation_id ?? voice_id ?? request_id ?? JSON.stringify(data ?? null)
      return identity({ type }, { data: id }, event_timestamp)
    },
    setup: () => [keys.problem()],
  })
}
