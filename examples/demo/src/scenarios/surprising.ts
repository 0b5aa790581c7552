import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { processed, type Section, scenario, unrecognized } from './scenario.js'

/** Typed as any name, so that its data can be wrong on purpose. */
const name: string = 'generated_avatar_video_success'

export const surprising: Section = {
  title: 'Authentic, but surprising: handled or kept for later, never lost in silence',
  scenarios: [
    scenario('an event nobody has heard of', unrecognized, ({ joggUrl, joggSecret }) =>
      joggDelivery('generated_hologram_success', { url: joggUrl, secret: joggSecret }),
    ),
    scenario("the guide's form of an event", processed(name), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, sample: 'other' }),
    ),
    scenario('a field of another type', processed(name), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, data: { duration: 'half a minute' } }),
    ),
    scenario('an event without its data', processed(name), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, {
        url: joggUrl,
        secret: joggSecret,
        body: JSON.stringify({ event_id: crypto.randomUUID(), event: name }),
      }),
    ),
    scenario('a Hoox task nobody has heard of', unrecognized, ({ hooxUrl, hooxSecret }) =>
      hooxDelivery('asset_upload.completed', { url: hooxUrl, callbackSecret: hooxSecret }),
    ),
  ],
}
