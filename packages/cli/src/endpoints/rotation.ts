import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CliError } from '../exit.js'

/** The state of a rotation. It is kept in a file, without the secret, so that a later run can continue. */
export interface Rotation {
  readonly old: string
  /** The ids of all earlier endpoints. Any other one with the same URL is the new one, even if its answer was lost. */
  readonly before: readonly string[]
  /** The new endpoint, once it is known and its secret saved. */
  readonly new?: string
  readonly secretFile: string
  readonly variable: string
}

/** Where rotations are kept, below the working directory. */
const FOLDER = '.vidhook'

export function rotationFile(cwd: string, endpointId: string): string {
  return join(cwd, FOLDER, `rotate-${encodeURIComponent(endpointId)}.json`)
}

/** @throws CliError if the file exists and is not a rotation. */
export function readRotation(file: string): Rotation | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  try {
    const rotation: unknown = JSON.parse(text)
    if (isRotation(rotation)) return rotation
  } catch {
    // reported below
  }
  throw new CliError(
    `${file} is damaged. Look at your endpoints with vidhook endpoints list, and remove the file to start again.`,
  )
}

export function keepRotation(file: string, rotation: Rotation): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(rotation, null, 2)}\n`, { mode: 0o600 })
}

export function forgetRotation(file: string): void {
  rmSync(file, { force: true })
}

function isRotation(value: unknown): value is Rotation {
  if (typeof value !== 'object' || value === null) return false
  const { old, before, new: created, secretFile, variable }: { [key in keyof Rotation]?: unknown } = value
  const isText = (each: unknown) => typeof each === 'string'
  return (
    [old, secretFile, variable].every(isText) &&
    Array.isArray(before) &&
    before.every(isText) &&
    (created === undefined || isText(created))
  )
}
