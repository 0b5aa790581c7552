import type { JsonValue } from '@vidhook/core'
import { InvalidArgumentError } from 'commander'

/** An object, and not a list or null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type JsonObject = { readonly [key: string]: JsonValue }

/** The value of an option that is a JSON object. */
export function jsonObjectOption(text: string): JsonObject {
  const object = jsonObject(text)
  if (object) return object
  throw new InvalidArgumentError('It must be a JSON object, such as {"userId":"u_42"}.')
}

/** `undefined` if the text is not a JSON object. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
