import { isId, type JsonObject } from '../doctor-event.js'
import { survives } from '../judge.js'
import type { Lab } from '../lab.js'
import type { ProbeGroup } from '../probe.js'

/** Authentic, and not what the guide shows. */
export const surprising: ProbeGroup = {
  title: 'Surprises',
  probes: [
    {
      id: 'unknown-event',
      severity: 'important',
      title: 'An unknown event is no crash',
      sends: 'A genuine delivery of an event, or a task, that no guide lists.',
      good: '200. A 4xx is honest, too: the provider then sends it again, for nothing.',
      means: 'Both providers add events without notice. The first new one makes your server fail.',
      fix: 'Have a default: write down what was not recognized, and answer 200.',
      expects: 'an answer',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ event: renamed(lab, 'vidhook_doctor_event') })),
      ],
      judge: survives,
    },
    {
      id: 'inherited-name',
      severity: 'advice',
      title: 'An event named like a property of every object is no crash',
      sends: 'Genuine deliveries of the events "constructor" and "__proto__".',
      good: 'As for an unknown event: any answer below 500, twice.',
      means: 'Handlers are looked up with handlers[name], which finds what every object inherits.',
      fix: 'Look handlers up in a Map, or ask Object.hasOwn(handlers, name) first.',
      expects: 'an answer',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ event: renamed(lab, 'constructor') })),
        await lab.send(await lab.delivery({ event: renamed(lab, '__proto__') })),
      ],
      judge: survives,
    },
    {
      id: 'name-or-id-missing',
      severity: 'important',
      title: 'An event without its name or its id is no crash',
      sends:
        'Two genuine deliveries: an event without its name (event, or task and result), and one without its ids.',
      good: 'Any answer below 500, twice: a 2xx if what came is kept, else a 4xx such as 422, so that it is sent again.',
      means: 'Your code reads what is not there. It throws, and what came is lost.',
      fix: 'Check the name and the id before anything else is read. Keep what lacks them with its body, as onUnrecognized does, or answer 422.',
      expects: 'an answer',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ event: unnamed(lab) })),
        await lab.send(await lab.delivery({ event: unidentified(lab) })),
      ],
      judge: survives,
    },
    {
      id: 'not-an-object',
      severity: 'important',
      title: 'JSON that is no object is no crash',
      sends: 'Genuine deliveries of null, of [], and of a text.',
      good: 'As for an event without its name: any answer below 500, three times.',
      means: 'Your code reads fields of whatever was parsed, and null has none.',
      fix: 'After parsing, ask whether it is an object. Keep what is none with its body, as onUnrecognized does, or answer 422.',
      expects: 'an answer',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ body: 'null' })),
        await lab.send(await lab.delivery({ body: '[]' })),
        await lab.send(await lab.delivery({ body: '"text"' })),
      ],
      judge: survives,
    },
  ],
}

function renamed(lab: Lab, name: string): JsonObject {
  return { ...lab.event(), [lab.target.provider === 'jogg' ? 'event' : 'task']: name }
}

function unnamed(lab: Lab): JsonObject {
  const { event, task, result, ...rest } = lab.event()
  return rest
}

function unidentified(lab: Lab): JsonObject {
  return Object.fromEntries(Object.entries(lab.event()).filter(([key]) => !isId(key)))
}
