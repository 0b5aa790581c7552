import type { MistakeCode } from './mistakes.js'

/** One way to take what was given, with the mistakes that somebody must have made for it to be right. */
export interface Reading<Value> {
  readonly value: Value
  readonly mistakes: readonly Mistake[]
}

export interface Mistake {
  readonly code: MistakeCode
  /** What exactly, where the code leaves it open: "compact JSON", "UTF-16". */
  readonly detail?: string
}

export function asGiven<Value>(value: Value): Reading<Value> {
  return { value, mistakes: [] }
}

export function mistaken<Value>(value: Value, code: MistakeCode, detail?: string): Reading<Value> {
  return { value, mistakes: [detail === undefined ? { code } : { code, detail }] }
}

/** The readings of a reading: its mistakes come before theirs. */
export function furtherReadings<From, To>(
  readings: readonly Reading<From>[],
  read: (value: From) => readonly Reading<To>[],
): readonly Reading<To>[] {
  return readings.flatMap(({ value, mistakes }) =>
    read(value).map((next) => ({ value: next.value, mistakes: [...mistakes, ...next.mistakes] })),
  )
}
