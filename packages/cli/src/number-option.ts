import { InvalidArgumentError } from 'commander'

export interface NumberRange {
  readonly min: number
  readonly max: number
  /** Only digits: no sign, no fraction, no exponent. @default false */
  readonly whole?: boolean
  /** Replaces "a number from min to max" in the error message. */
  readonly description?: string
}

/** Reads the value of an option that is a number. */
export function numberOption({
  min,
  max,
  whole = false,
  description,
}: NumberRange): (text: string) => number {
  return (text) => {
    const value = whole && !/^\d+$/.test(text) ? Number.NaN : Number(text)
    if (value >= min && value <= max) return value
    const wanted = description ?? `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`
    throw new InvalidArgumentError(`It must be ${wanted}.`)
  }
}

/** Reads a TCP port. 0 means any free port. */
export const portOption = numberOption({ min: 0, max: 65_535, whole: true })
