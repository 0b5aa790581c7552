/** `--events a,b --events c`. */
export function collectEvents(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((name) => name.trim())].filter(Boolean)
}

/** @param list asks the API for all event names; called if the user gave `all` */
export async function resolveEvents(
  names: readonly string[],
  list: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  return [...new Set(names.includes('all') ? await list() : names)]
}
