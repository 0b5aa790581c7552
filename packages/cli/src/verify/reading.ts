import type { MistakeCode } from './mistakes.js'

/** A possible intended value, with the mistakes that would have turned it into the given one. */
export interface Reading<Value> {
  readonly value: Value
  readonly mistakes: readonly Mistake[]
}

export interface Mistake {
  readonly code: MistakeCode
  /** Details that the code does not say: "compact JSON", "UTF-16". */
  readonly detail?: string
}

export function asGiven<Value>(value: Value): Reading<Value> {
  return { value, mistakes: [] }
}

export function mistaken<Value>(value: Value, code: MistakeCode, detail?: string): Reading<Value> {
  return { value, mistakes: [detail === undefined ? { code } : { code, detail }] }
}

/** Applies a second step to each reading. The mistakes of the first step come first. */
export function furtherReadings<From, To>(
  readings: readonly Reading<From>[],
  read: (value: From) => readonly Reading<To>[],
): readonly Reading<To>[] {
  return readings.flatMap(({ value, mistakes }) =>
    read(value).map((next) => ({ value: next.value, mistakes: [...mistakes, ...next.mistakes] })),
  )
}
