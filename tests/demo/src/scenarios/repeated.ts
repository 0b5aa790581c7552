import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { busy, duplicate, failed, processed, type Section, scenario, type Target } from './scenario.js'

const joggEvent = 'generated_avatar_video_success'
const hooxEvent = 'video_export.completed'

// With a fixed identity, two rows are the same event. The examples' library fails the first time that it saves an id that
// begins with `outage_`.
const once = ({ joggUrl, joggSecret }: Target) =>
  joggDelivery(joggEvent, { url: joggUrl, secret: joggSecret, event_id: 'evt_once' })
const outage = ({ joggUrl, joggSecret }: Target) =>
  joggDelivery(joggEvent, {
    url: joggUrl,
    secret: joggSecret,
    event_id: 'evt_outage',
    data: { video_id: 'outage_1' },
  })
const hooxOutage = ({ hooxUrl, hooxSecret }: Target) =>
  hooxDelivery(hooxEvent, { url: hooxUrl, callbackSecret: hooxSecret, event: { job_id: 'outage_2' } })

export const repeated: Section = {
  title: 'Repeated: handlers succeed once, and only success is acknowledged',
  scenarios: [
    scenario('a delivery', processed(joggEvent), once),
    scenario('the same again', duplicate, once),
    {
      sent: 'another, twice at once',
      requests: async ({ joggUrl, joggSecret }) => {
        const delivery = await joggDelivery(joggEvent, { url: joggUrl, secret: joggSecret })
        return [delivery, delivery]
      },
      // One runs the handler. The other is answered with "busy" or "duplicate", depending on whether the first is done.
      promised: [[processed(joggEvent)], [busy, duplicate]],
    },
    scenario('JoggAI: the handler throws', failed(joggEvent), outage),
    scenario('JoggAI: the retry', processed(joggEvent), outage),
    scenario('JoggAI: once more', duplicate, outage),
    scenario('Hoox: the handler throws', failed(hooxEvent), hooxOutage),
    scenario('Hoox: the retry', processed(hooxEvent), hooxOutage),
  ],
}
