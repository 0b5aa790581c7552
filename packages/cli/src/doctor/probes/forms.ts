import { isObject } from '../../json-object.js'
import { senderNamed } from '../../providers/senders.js'
import { isId, type JsonObject, otherDoctorEvent } from '../doctor-event.js'
import { processes } from '../judge.js'
import type { Lab } from '../lab.js'
import type { Probe, ProbeGroup } from '../probe.js'

const acceptance = { expects: 'acceptance', judge: processes } as const

const CHECK_EACH_FIELD =
  'Require only the event’s name and id. Check each other field where a handler reads it. A vidhook receiver leaves out fields of the wrong type and runs the handlers.'

/** Authentic events whose fields differ from the guide, as they do in production. */
export const forms: ProbeGroup = {
  title: 'Forms of an event',
  probes: [
    {
      ...acceptance,
      id: 'other-form',
      severity: 'critical',
      title: 'Both known forms of the event are acknowledged',
      sends:
        'A genuine delivery in the other form. JoggAI: a success as in its guide, with video_id, status and cover_url; a failure with only project_id and err_msg. Hoox: an older delivery, without a task.',
      good: 'Any 2xx.',
      means:
        'Both providers send events in forms that their guides do not show. Events in one of the two forms are lost.',
      fix: 'Do not require fields that only one form has. Read the id from video_id or project_id, and the message from error.message or err_msg.',
      skip: (target) =>
        otherDoctorEvent(target, '') ? undefined : `Only one form of ${target.event} is known.`,
      attempt: (lab) => sendEvents(lab, lab.otherEvent() ?? lab.event()),
    },
    {
      ...acceptance,
      id: 'extra-fields',
      severity: 'critical',
      title: 'Undocumented fields are accepted',
      sends: 'A genuine delivery with undocumented fields, at the top level and in its data.',
      good: 'Any 2xx.',
      means: 'When the provider adds a field, every event is refused.',
      fix: 'Allow unknown fields in your schema: z.looseObject() instead of z.strictObject(), additionalProperties: true.',
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
      sends: 'A genuine delivery with empty data (JoggAI), or without result and error (Hoox).',
      good: 'Any 2xx.',
      means:
        'A handler relies on a field of the guide’s example, such as result.video_id. It throws, and the provider sends the same event again.',
      fix: CHECK_EACH_FIELD,
      attempt: (lab) => {
        if (isOfSender(lab)) return sendEvents(lab, withDetails(lab, onlyIds))
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
        'Two genuine deliveries. In the first, every field of data, result or error is null, except ids. In the second, data, result or error itself is null.',
      good: 'Any 2xx, twice.',
      means: 'Many servers send null for a missing value. Your code uses it like a real value and throws.',
      fix: CHECK_EACH_FIELD,
      attempt: (lab) =>
        sendEvents(
          lab,
          withDetails(lab, (details) => changed(details, () => null)),
          ...(isOfSender(lab) ? [] : [withDetails(lab, () => null)]),
        ),
    },
    {
      ...acceptance,
      id: 'other-types',
      severity: 'important',
      title: 'An event with fields of the wrong type is acknowledged',
      sends:
        'Two genuine deliveries. In the first, every string in data, result or error becomes a number and every other value a string, except ids. In the second, data, result or error itself is a string.',
      good: 'Any 2xx, twice.',
      means:
        'If one field has another type, such as a duration of "30" instead of 30, the whole event is refused and lost.',
      fix: CHECK_EACH_FIELD,
      attempt: (lab) =>
        sendEvents(
          lab,
          withDetails(lab, (details) => changed(details, ofAnotherType)),
          ...(isOfSender(lab) ? [] : [withDetails(lab, () => 'text')]),
        ),
    },
  ],
}

async function sendEvents(lab: Lab, ...events: readonly JsonObject[]): ReturnType<Probe['attempt']> {
  const replies = []
  for (const event of events) replies.push(await lab.send(await lab.delivery({ event })))
  return replies
}

/** Some of them have the event's id in its data, so that it cannot be left out. */
function isOfSender({ target }: Lab): boolean {
  return senderNamed(target.provider) !== undefined
}

function onlyIds(details: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(details).filter(([key]) => isId(key)))
}

/** A new event whose data, result or error is changed. */
function withDetails(lab: Lab, change: (details: JsonObject) => unknown): JsonObject {
  const event = lab.event()
  for (const key of ['data', 'result', 'error', 'event_data', 'payload', 'properties', 'assets']) {
    const details = event[key]
    if (isObject(details)) return { ...event, [key]: change(details) }
  }
  return event
}

/** Changes every field except ids, so that the event can still be identified. */
function changed(details: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, isId(key) ? value : change(value)]),
  )
}

function ofAnotherType(value: unknown): unknown {
  return typeof value === 'string' ? value.length : JSON.stringify(value)
}
