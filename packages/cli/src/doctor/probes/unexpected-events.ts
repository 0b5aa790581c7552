import { senderNamed } from '../../providers/senders.js'
import { isId, type JsonObject } from '../doctor-event.js'
import { survives } from '../judge.js'
import type { Lab } from '../lab.js'
import type { ProbeGroup } from '../probe.js'

/** Authentic deliveries that no guide shows. */
export const unexpectedEvents: ProbeGroup = {
  title: 'Unexpected events',
  probes: [
    {
      id: 'unknown-event',
      severity: 'important',
      title: 'An unknown event causes no crash',
      sends: 'A genuine delivery of an event, or a task, that no guide lists.',
      good: '200. A 4xx passes too, but makes the provider send the event again in vain.',
      means: 'Both providers add events without notice. The first new one makes your server fail.',
      fix: 'Add a default case that logs the event and answers 200.',
      expects: 'an answer',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ event: lab.renamed('vidhook_doctor_event') })),
      ],
      judge: survives,
    },
    {
      id: 'inherited-name',
      severity: 'advice',
      title: 'An event named like a built-in property causes no crash',
      sends: 'Genuine deliveries of the events "constructor" and "__proto__".',
      good: 'As for an unknown event: any answer below 500, twice.',
      means: 'Your code looks handlers up with handlers[name], which also finds inherited properties.',
      fix: 'Look handlers up in a Map, or check Object.hasOwn(handlers, name) first.',
      expects: 'an answer',
      attempt: async (lab) => [
        await lab.send(await lab.delivery({ event: lab.renamed('constructor') })),
        await lab.send(await lab.delivery({ event: lab.renamed('__proto__') })),
      ],
      judge: survives,
    },
    {
      id: 'name-or-id-missing',
      severity: 'important',
      title: 'An event without its name or its id causes no crash',
      sends:
        'Two genuine deliveries: an event without its name (event, or task and result), and one without its ids.',
      good: 'Any answer below 500, twice: a 2xx if you store the event, else a 4xx such as 422, so that it is sent again.',
      means: 'Your code reads a missing field and throws, and the event is lost.',
      fix: 'Check the name and the id before you read anything else. If one is missing, store the body (with vidhook, in onUnrecognized), or answer 422.',
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
      title: 'JSON that is not an object causes no crash',
      sends: 'Genuine deliveries with the bodies null, [] and "text".',
      good: 'As for an event without its name: any answer below 500, three times.',
      means: 'Your code reads fields of the parsed value, which throws for null.',
      fix: 'Check after parsing that the value is an object. If it is not, store the body (with vidhook, in onUnrecognized), or answer 422.',
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

function unnamed(lab: Lab): JsonObject {
  const { event, task, result, ...rest } = lab.event()
  if (!senderNamed(lab.target.provider)) return rest
  const names = ['type', 'event_type', 'status', 'state']
  return Object.fromEntries(Object.entries(rest).filter(([key]) => !names.includes(key)))
}

function unidentified(lab: Lab): JsonObject {
  return Object.fromEntries(Object.entries(lab.event()).filter(([key]) => !isId(key)))
}
