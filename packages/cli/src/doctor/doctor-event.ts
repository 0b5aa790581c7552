import { hooxSamples, joggOtherSamples, joggSamples } from '@vidhook/core/testing'
import { senders } from '@vidhook/providers/testing'
import { isObject } from '../json-object.js'
import { identify } from '../providers/identify.js'
import { type KnownSender, senderNamed } from '../providers/senders.js'
import type { Target } from './lab.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** For ids that are numbers: the largest of a 32-bit column, which no real record is likely to have. */
const UNUSED_NUMBER = 2_147_483_647

/** The event with unique ids: in the form seen in production if that is known, else in the documented form. */
export function doctorEvent(target: Target, suffix: string): JsonObject {
  const sender = senderNamed(target.provider)
  if (sender) return senderEvent(sender, target, suffix)
  const samples = target.provider === 'jogg' ? joggSamples : hooxSamples
  const sample = sampleIn(samples, target.event)
  if (!sample) throw new TypeError(`There is no sample of ${target.event}.`)
  return eventOf(target, sample, suffix)
}

/** An event of another name, in the form of the target's event. */
export function renamedEvent(target: Target, suffix: string, name: string): JsonObject {
  const sender = senderNamed(target.provider)
  if (sender) return senderEvent(sender, { ...target, event: name }, suffix)
  return { ...doctorEvent(target, suffix), [target.provider === 'jogg' ? 'event' : 'task']: name }
}

function senderEvent({ name }: KnownSender, { event, runId }: Target, suffix: string): JsonObject {
  return senders[name].sample(event, idOf(runId, suffix), Math.floor(Date.now() / 1000))
}

/** The event in its other known form. `undefined` if only one is known. */
export function otherDoctorEvent(target: Target, suffix: string): JsonObject | undefined {
  if (senderNamed(target.provider)) return undefined
  const sample =
    target.provider === 'jogg' ? sampleIn(joggOtherSamples, target.event) : withoutTask(target.event)
  return sample && eventOf(target, sample, suffix)
}

/** Hoox's older deliveries have no task. `undefined` if the event cannot be recognized without it. */
function withoutTask(event: string): JsonObject | undefined {
  const { task, ...older } = sampleIn(hooxSamples, event) ?? {}
  return identify('hoox', new TextEncoder().encode(JSON.stringify(older))).name === event ? older : undefined
}

function eventOf({ provider, event, runId }: Target, sample: JsonObject, suffix: string): JsonObject {
  const id = idOf(runId, suffix)
  const own = withOwnIds(sample, id)
  if (provider === 'hoox') return own
  return { event_id: `evt_${id}`, event, timestamp: Math.floor(Date.now() / 1000), data: own }
}

function idOf(runId: string, suffix: string): string {
  return `${idPrefix(runId)}_${suffix.replaceAll('-', '_')}`
}

/** A part of every id of a run, to search for in a log or a table. */
export function idPrefix(runId: string): string {
  return `vidhook_doctor_${runId}`
}

/** Replaces the ids of a sample: they may be the ids of real videos. */
function withOwnIds(value: JsonObject, id: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (isObject(each)) return [key, withOwnIds(each, id)]
      if (!isId(key)) return [key, each]
      return [key, typeof each === 'number' ? UNUSED_NUMBER : `${key.replace(/_?id$/, '') || 'look'}_${id}`]
    }),
  )
}

function sampleIn(samples: Readonly<Record<string, unknown>>, name: string): JsonObject | undefined {
  const sample = Object.hasOwn(samples, name) ? samples[name] : undefined
  return isObject(sample) ? sample : undefined
}

/** Whether a field of this name holds an id. */
export function isId(key: string): boolean {
  return key === 'id' || key.endsWith('_id')
}
