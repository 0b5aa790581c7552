import { hooxSamples, joggSamples } from '@vidhook/core/testing'
import type { Target } from './lab.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** The highest number of a 32-bit column, which nothing real is likely to have. */
const NOBODYS_NUMBER = 2_147_483_647

/** The guide's own event, with ids that say where it comes from and that no other has. */
export function doctorEvent({ provider, event, runId }: Target, suffix: string): JsonObject {
  const id = `${idPrefix(runId)}_${suffix.replaceAll('-', '_')}`
  if (provider === 'hoox') return withOwnIds(sampleIn(hooxSamples, event), id)
  return {
    event_id: `evt_${id}`,
    event,
    timestamp: Math.floor(Date.now() / 1000),
    data: withOwnIds(sampleIn(joggSamples, event), id),
  }
}

/** What every id of a run holds, to be found in a log or a table. */
export function idPrefix(runId: string): string {
  return `vidhook_doctor_${runId}`
}

/** An id of the sample may belong to somebody: to a handler it would be that one's video. */
function withOwnIds(value: JsonObject, id: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (isObject(each)) return [key, withOwnIds(each, id)]
      if (key !== 'id' && !key.endsWith('_id')) return [key, each]
      return [key, typeof each === 'number' ? NOBODYS_NUMBER : `${key.replace(/_?id$/, '') || 'look'}_${id}`]
    }),
  )
}

function sampleIn(samples: Readonly<Record<string, unknown>>, name: string): JsonObject {
  const sample = Object.hasOwn(samples, name) ? samples[name] : undefined
  if (!isObject(sample)) throw new TypeError(`There is no sample of ${name}.`)
  return sample
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
