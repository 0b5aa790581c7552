/**
 * Thrown by a handler whose event came from an inbox: do not try again. The entry goes to the dead at once, and is kept there
 * until somebody retries or drops it. Without an inbox it is an error like any other. `instanceof` also recognizes the error of
 * another copy of this package.
 *
 * @example
 * ```ts
 * const video = await db.findVideo(event.data.video_id)
 * if (!video) throw new GiveUpError(`There is no video ${event.data.video_id}.`)
 * ```
 */
export class GiveUpError extends Error {
  override readonly name = 'GiveUpError'

  /** By its name: a process may load the CommonJS build beside the ESM build. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && 'name' in value && value.name === 'GiveUpError'
  }
}
