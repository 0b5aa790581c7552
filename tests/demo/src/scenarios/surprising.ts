import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { type Section, scenario, unrecognized } from './scenario.js'

const name = 'generated_avatar_video_success'

export const surprising: Section = {
  title: 'Authentic, but new: kept for later, never lost in silence',
  scenarios: [
    scenario('an event nobody has heard of', unrecognized, ({ joggUrl, joggSecret }) =>
      joggDelivery('generated_hologram_success', { url: joggUrl, secret: joggSecret }),
    ),
    scenario('a Hoox task nobody has heard of', unrecognized, ({ hooxUrl, hooxSecret }) =>
      hooxDelivery('asset_upload.completed', { url: hooxUrl, callbackSecret: hooxSecret }),
    ),
    scenario('an event without its id', unrecognized, ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, body: `{"event":"${name}","data":{}}` }),
    ),
    scenario('null, signed', unrecognized, ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, body: 'null' }),
    ),
  ],
}
