import { broken } from './broken.js'
import { everyHooxEvent, everyJoggEvent } from './every-event.js'
import { forged } from './forged.js'
import { forms } from './forms.js'
import { ownRoutes } from './own-routes.js'
import { repeated } from './repeated.js'
import type { Section } from './scenario.js'
import { surprising } from './surprising.js'

/** Everything that the demo sends, in this order. */
export const sections: readonly Section[] = [
  everyJoggEvent,
  everyHooxEvent,
  forms,
  forged,
  surprising,
  broken,
  repeated,
  ownRoutes,
]
