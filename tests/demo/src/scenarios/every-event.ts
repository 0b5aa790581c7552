import { hoox, jogg } from '@vidhook/core'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { promisedFor } from './listeners.js'
import { type Section, scenario } from './scenario.js'

export const everyJoggEvent: Section = {
  title: 'JoggAI: every event, properly signed',
  scenarios: Object.keys(jogg({}).events).map((name) =>
    scenario(name, promisedFor('jogg', name), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret }),
    ),
  ),
}

export const everyHooxEvent: Section = {
  title: 'Hoox: every event, at a signed callback URL',
  scenarios: Object.keys(hoox().events).map((name) =>
    scenario(name, promisedFor('hoox', name), ({ hooxUrl, hooxSecret }) =>
      hooxDelivery(name, { url: hooxUrl, callbackSecret: hooxSecret }),
    ),
  ),
}
