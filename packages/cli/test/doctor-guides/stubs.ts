/** What the guides leave to their readers: a database, and somebody to be told. */
export function updateJobStatus(..._values: readonly unknown[]): void {}
export function updateAvatarStatus(..._values: readonly unknown[]): void {}
export function notifyUser(..._values: readonly unknown[]): void {}
export function notifyUserOfFailure(..._values: readonly unknown[]): void {}

/** The guides write to the console. */
export const console = {
  log(..._values: readonly unknown[]) {},
  warn(..._values: readonly unknown[]) {},
  error(..._values: readonly unknown[]) {},
}
