import type { JsonValue } from '@vidhook/core'
import { CliError } from '../exit.js'
import { isObject } from '../json-object.js'

/** The parsed `--set data.video_id=v1`. */
export interface Assignment {
  readonly path: readonly string[]
  readonly value: JsonValue
}

type Json = JsonValue
type JsonObject = { readonly [key: string]: Json }

/** Reads `path=value`: JSON where the value is JSON, text where it is not. */
export function parseAssignment(text: string): Assignment {
  const split = text.indexOf('=')
  const path = split < 0 ? [] : text.slice(0, split).split('.')
  if (path.length === 0 || path.some((key) => key === '' || key === '__proto__')) {
    throw new CliError(
      `--set needs a path and a value, such as data.video_id=v1, not ${JSON.stringify(text)}.`,
    )
  }
  return { path, value: jsonOrText(text.slice(split + 1)) }
}

/** Collects the values of a repeated `--set`. */
export function collectAssignments(text: string, before: readonly Assignment[] = []): readonly Assignment[] {
  return [...before, parseAssignment(text)]
}

/** A copy of the body with the value at its path. Missing objects on the path are created. */
export function assign(body: Json, { path: [key, ...rest], value }: Assignment): Json {
  if (key === undefined) return value
  if (Array.isArray(body)) {
    const index = /^\d+$/.test(key) ? Number(key) : Number.NaN
    if (!(index <= body.length)) {
      throw new CliError(`--set: ${key} is not a position in a list of ${body.length}. Positions start at 0.`)
    }
    const copy: Json[] = [...body]
    copy[index] = assign(copy[index] ?? {}, { path: rest, value })
    return copy
  }
  const object: JsonObject = isObject(body) ? body : {}
  const inner = Object.hasOwn(object, key) ? object[key] : undefined
  return { ...object, [key]: assign(inner ?? {}, { path: rest, value }) }
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
