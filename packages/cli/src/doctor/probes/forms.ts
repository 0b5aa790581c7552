import { isId, isObject, type JsonObject, otherDoctorEvent } from '../doctor-event.js'
import { processes } from '../judge.js'
import type { Lab } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'

const acceptance = { expects: 'acceptance', judge: processes } as const

const READ_WITH_CARE =
  'Demand nothing but the name and the id of the event. Check each field where a handler reads it. A receiver of vidhook’s leaves out what is not of its documented form, and runs the handlers.'

/** Authentic events with other fields than the guide shows. What arrives does differ from it. */
export const forms: ProbeGroup = {
  title: 'Forms of an event',
  probes: [
    {
      ...acceptance,
      id: 'other-form',
      severity: 'critical',
      title: 'The event is acknowledged in both forms that are known of it',
      sends:
        'A genuine delivery in the other form. JoggAI: a success as its guide shows it, with video_id, status and cover_url; a failure with project_id and err_msg alone. Hoox: an older delivery, without its task.',
      good: 'Any 2xx.',
      means: 'JoggAI sends other fields than its guide shows. Events of one of the two forms are lost.',
      fix: 'Demand no field that only one of the forms has. Take the id from video_id or from project_id, and the message from error.message or from err_msg.',
      skip: (target) =>
        otherDoctorEvent(target, '') ? undefined : `Only one form of ${target.event} is known.`,
      attempt: (lab) => sendEvents(lab, lab.otherEvent() ?? lab.event()),
    },
    {
      ...acceptance,
      id: 'extra-fields',
      severity: 'critical',
      title: 'Fields that are not documented do not matter',
      sends: 'A genuine delivery with new fields, at the top and in its data.',
      good: 'Any 2xx.',
      means: 'On the day that the provider adds a field, every event is refused.',
      fix: 'Let your schema pass unknown fields: z.looseObject() instead of z.strictObject(), additionalProperties: true.',
      attempt: (lab) => {
        const extra = { vidhook_doctor: true, added_tomorrow: { list: [1, 'two', null] } }
        return sendEvents(lab, { ...withDetails(lab, (details) => ({ ...details, ...extra })), ...extra })
      },
    },
    {
      ...acceptance,
      id: 'missing-fields',
      severity: 'important',
      title: 'An event without its details is acknowledged',
      sends: 'A genuine delivery with empty data (JoggAI), or without a result and an error (Hoox).',
      good: 'Any 2xx.',
      means:
        'A handler takes for granted what the guide only shows, such as result.video_id. It throws, and the provider sends the same thing again.',
      fix: READ_WITH_CARE,
      attempt: (lab) => {
        const { data, result, error, ...rest } = lab.event()
        return sendEvents(lab, lab.target.provider === 'jogg' ? { ...rest, data: {} } : rest)
      },
    },
    {
      ...acceptance,
      id: 'null-fields',
      severity: 'important',
      title: 'An event with null in its fields is acknowledged',
      sends:
        'Two genuine deliveries: with null in every field of its data, result or error except its ids, and with null in place of the data, result or error itself.',
      good: 'Any 2xx, twice.',
      means: 'Many servers write null for what they do not have. Your code takes it for a value, and throws.',
      fix: READ_WITH_CARE,
      attempt: (lab) =>
        sendEvents(
          lab,
          withDetails(lab, (details) => changed(details, () => null)),
          withDetails(lab, () => null),
        ),
    },
    {
      ...acceptance,
      id: 'other-types',
      severity: 'important',
      title: 'An event with fields of other types is acknowledged',
      sends:
        'Two genuine deliveries: with a number for every text and a text for everything else in its data, result or error, except its ids, and with a text in place of the data, result or error itself.',
      good: 'Any 2xx, twice.',
      means:
        'One field of another type, such as a duration of "30" instead of 30, and the whole event is refused and lost.',
      fix: READ_WITH_CARE,
      attempt: (lab) =>
        sendEvents(
          lab,
          withDetails(lab, (details) => changed(details, ofAnotherType)),
          withDetails(lab, () => 'text'),
        ),
    },
  ],
}

async function sendEvents(lab: Lab, ...events: readonly JsonObject[]): ReturnType<Probe['attempt']> {
  const replies = []
  for (const event of events) replies.push(await lab.send(await lab.delivery({ event })))
  return replies
}

/** A new event, with another value for the part that holds what it is about. */
function withDetails(lab: Lab, change: (details: JsonObject) => unknown): JsonObject {
  const event = lab.event()
  for (const key of ['data', 'result', 'error']) {
    const details = event[key]
    if (isObject(details)) return { ...event, [key]: change(details) }
  }
  return event
}

/** Ids stay: the event is still about something. */
function changed(details: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, isId(key) ? value : change(value)]),
  )
}

function ofAnotherType(value: unknown): unknown {
  return typeof value === 'string' ? value.length : JSON.stringify(value)
}
