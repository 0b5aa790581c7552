import { createHmac } from 'node:crypto'

/** Of the form that JoggAI's secrets have. */
export const SECRET = 'whsec_c2VjcmV0IG9mIHRoZSBiZW5jaA'
export const EVENT = 'generated_avatar_video_success'

let events = 0

/**
 * A body as JoggAI's guide shows it ("Event Payloads"), of exactly so many bytes, with an id of its own. What is missing
 * to the size is in the query of the video's URL, so that the schema is the same at every size.
 */
export function body(bytes) {
  const text = (videoUrl) =>
    JSON.stringify({
      event_id: `evt_${process.pid}_${String(events).padStart(9, '0')}`,
      event: EVENT,
      timestamp: 1_732_806_631,
      data: {
        video_id: 'video_123456',
        status: 'completed',
        video_url: videoUrl,
        cover_url: 'https://res.jogg.ai/cover.jpg',
        duration: 30,
      },
    })
  const url = 'https://res.jogg.ai/video.mp4?token='
  events++
  const filled = text(url + 'x'.repeat(Math.max(0, bytes - text(url).length)))
  if (filled.length !== bytes) throw new Error(`No body of ${bytes} bytes can be made.`)
  return Buffer.from(filled)
}

/** "X-Webhook-Signature" in the guide. */
const signature = (bytes) => createHmac('sha256', SECRET).update(bytes).digest('hex')

/** The headers that JoggAI sends, and those that every client does. */
export function joggHeaders(bytes) {
  return {
    host: '127.0.0.1',
    connection: 'keep-alive',
    'content-type': 'application/json',
    'content-length': String(bytes.byteLength),
    'user-agent': 'JoggAI-Webhook/2.0',
    'x-webhook-event': EVENT,
    'x-webhook-signature': signature(bytes),
  }
}
