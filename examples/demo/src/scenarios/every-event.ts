import { hooxDelivery, hooxSamples, joggDelivery, joggSamples } from '@vidhook/core/testing'
import { ignored, processed, type Section, scenario } from './scenario.js'

/** What the examples listen for. Everything else they acknowledge and ignore. */
const joggListeners = [
  'generated_avatar_video_success',
  'generated_avatar_video_failed',
  'generated_script_success',
]
const hooxListeners = [
  'video_generate.completed',
  'video_generate.failed',
  'video_export.completed',
  'video_export.failed',
  'avatar_edit',
]

export const everyJoggEvent: Section = {
  title: 'JoggAI: every event, properly signed',
  scenarios: Object.keys(joggSamples).map((name) =>
    scenario(name, joggListeners.includes(name) ? processed(name) : ignored, ({ joggUrl, joggSecret }) =>
      joggDelivery(name, { url: joggUrl, secret: joggSecret }),
    ),
  ),
}

export const everyHooxEvent: Section = {
  title: 'Hoox: every event, at a signed callback URL',
  scenarios: Object.keys(hooxSamples).map((name) => {
    // A handler of the bare task hears both of its events.
    const listener = hooxListeners.find((each) => name === each || name.startsWith(`${each}.`))
    return scenario(name, listener ? processed(listener) : ignored, ({ hooxUrl, hooxSecret }) =>
      hooxDelivery(name, { url: hooxUrl, callbackSecret: hooxSecret }),
    )
  }),
}
