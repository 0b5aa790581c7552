import * as z from 'zod/mini'
import { nearestName } from '../../core/src/nearest-name.js'
import type { Connection } from './connection.js'
import type { ApiCall } from './failure.js'
import { readJogg } from './jogg-answer.js'
import type { JoggEventList } from './jogg-client.js'
import { perform } from './perform.js'

export function eventListOf(connection: Connection): JoggEventList {
  return {
    async list({ signal } = {}) {
      const call: ApiCall = { method: 'GET', path: '/v2/events', signal }
      return perform(connection, call, (answer) => readJogg(connection, call, answer, aList).events ?? [])
    },
  }
}

/** Go encodes an empty list as `null`. */
const aList = z.looseObject({ events: z.nullable(z.array(z.string())) })

/** Each has an event that ends in `_success` and one that ends in `_failed`. A test compares them with the events of `@vidhook/core`. */
const KINDS = [
  'generated_video',
  'generated_avatar_video',
  'generated_product_video',
  'generated_template_video',
  'generated_translate_video',
  'create_avatar',
  'generated_photo_avatar',
  'generated_product_avatar',
  'generated_script',
  'generated_image',
  'generated_motion',
] as const

/** The events of JoggAI that some version of its documentation lists. */
export type JoggApiEventName = `${(typeof KINDS)[number]}_${'success' | 'failed'}`

const KNOWN: readonly string[] = KINDS.flatMap((kind) => [`${kind}_success`, `${kind}_failed`])

/** The names that are not known here. JoggAI may know them: new events appear without notice. */
export function unknownNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => !KNOWN.includes(name))
}

/** The error message about names that JoggAI does not list. */
export function complaintAbout(names: readonly string[], listed: readonly string[]): string {
  return names
    .map((name) => {
      const nearest = nearestName(name, listed)
      return `${JSON.stringify(name)} is not an event of JoggAI. ${nearest ? `Did you mean "${nearest}"?` : `Its events are ${listed.join(', ')}.`}`
    })
    .join(' ')
}
