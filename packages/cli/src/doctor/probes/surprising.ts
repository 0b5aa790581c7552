import type { JsonObject } from '../doctor-event.js'
import { accepts, survives } from '../judge.js'
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
      id: 'extra-fields',
      severity: 'critical',
      title: 'Fields that are not documented do not matter',
      sends: 'A genuine delivery with new fields, at the top and in its data.',
      good: 'Any 2xx.',
      means: 'On the day that the provider adds a field, every event is refused.',
      fix: 'Let your schema pass unknown fields: z.looseObject() instead of z.strictObject(), additionalProperties: true.',
      expects: 'acceptance',
      async attempt(lab) {
        const extra = { vidhook_doctor: true, added_tomorrow: { list: [1, 'two', null] } }
        const [key, inner] = payloadOf(lab)
        const event = { ...lab.event(), ...extra, [key]: { ...inner, ...extra } }
        return [await lab.send(await lab.delivery({ event }))]
      },
      judge: accepts,
    },
    {
      id: 'missing-fields',
      severity: 'important',
      title: 'An event without its details is no crash',
      sends: 'A genuine delivery with empty data (JoggAI), or without a result and an error (Hoox).',
      good: 'Any answer below 500.',
      means:
        'A handler takes for granted what the guide only shows, such as result.video_id. It throws, and the provider sends the same thing again.',
      fix: 'Check the fields that a handler needs before it runs; write down what lacks them.',
      expects: 'an answer',
      async attempt(lab) {
        const { data, result, error, ...rest } = lab.event()
        const event = lab.target.provider === 'jogg' ? { ...rest, data: {} } : rest
        return [await lab.send(await lab.delivery({ event }))]
      },
      judge: survives,
    },
    {
      id: 'not-an-object',
      severity: 'important',
      title: 'JSON that is no object is no crash',
      sends: 'Genuine deliveries of null, of [], and of a text.',
      good: 'Any answer below 500, three times.',
      means: 'Your code reads fields of whatever was parsed, and null has none.',
      fix: 'After parsing, refuse what is not an object.',
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

/** The part of the event that holds what it is about. */
function payloadOf(lab: Lab): readonly [key: string, value: object] {
  const event = lab.event()
  for (const key of ['data', 'result', 'error']) {
    const value = event[key]
    if (typeof value === 'object' && value !== null) return [key, value]
  }
  return ['data', {}]
}
