import { gzipSync } from 'node:zlib'
import { joggDelivery } from '@vidhook/core/testing'
import { plain, rejected, type Section, scenario } from './scenario.js'

const name = 'generated_avatar_video_success'

export const broken: Section = {
  title: 'Broken, even if signed: refused, and nothing crashes',
  scenarios: [
    scenario('malformed JSON', rejected(400), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, body: '{"event_id": "evt_1", ' }),
    ),
    scenario('an empty body', rejected(400), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, body: '' }),
    ),
    scenario('100,000 nested brackets', rejected(400), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, body: '['.repeat(100_000) }),
    ),
    scenario('the header names another event', rejected(400), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, {
        url: joggUrl,
        secret: joggSecret,
        headers: { 'x-webhook-event': 'generated_script_success' },
      }),
    ),
    {
      ...scenario('GET (Next answers it by itself)', rejected(405), ({ joggUrl }) => ({
        url: joggUrl,
        method: 'GET',
      })),
      // Next answers other methods itself if a route exports only POST.
      promisedBy: { Next: [[plain(405)]] },
    },
    scenario('a content type that is not JSON', rejected(415), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, headers: { 'content-type': 'text/plain' } }),
    ),
    scenario('a gzip body', rejected(415), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, {
        url: joggUrl,
        secret: joggSecret,
        headers: { 'content-encoding': 'gzip' },
        body: gzipSync('{}'),
      }),
    ),
    scenario('a body of more than 1 MiB', rejected(413), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, body: ' '.repeat(1_048_577) }),
    ),
  ],
}
