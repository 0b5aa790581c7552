import { type FieldPayload, fieldPayloads, hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { promisedFor } from './listeners.js'
import { type HttpRequest, processed, type Section, scenario, type Target } from './scenario.js'

/** Typed as a string, so that its data can be wrong on purpose. */
const name: string = 'generated_avatar_video_success'

export const forms: Section = {
  title: 'Other fields than a guide shows: what others have seen arrive, and what may come tomorrow',
  scenarios: [
    ...fieldPayloads.map((payload) => {
      const { provider, certainty, expect } = payload
      return scenario(`${expect.event} (${certainty})`, promisedFor(provider, expect.event), (target) =>
        published(payload, target),
      )
    }),
    scenario('fields of other types', processed(name), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, {
        url: joggUrl,
        secret: joggSecret,
        data: { duration: 'half a minute', video_url: 7 },
      }),
    ),
    scenario('null in every field', processed(name), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, {
        url: joggUrl,
        secret: joggSecret,
        data: { project_id: null, video_url: null, duration: null },
      }),
    ),
    scenario('no data at all', processed(name), ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret, body: `{"event_id":"e_0","event":"${name}"}` }),
    ),
  ],
}

/** The published body, unchanged. */
function published({ provider, expect, body }: FieldPayload, target: Target): Promise<HttpRequest> {
  const { joggUrl, joggSecret, hooxUrl, hooxSecret } = target
  return provider === 'jogg'
    ? joggDelivery(expect.event, { url: joggUrl, secret: joggSecret, body: JSON.stringify(body) })
    : hooxDelivery(expect.event, { url: hooxUrl, callbackSecret: hooxSecret, body: JSON.stringify(body) })
}
