import type { Summary } from '../summary.js'

/** The deliveries of one event, the newest first. */
export type Group = readonly [Summary, ...Summary[]]

/**
 * Groups a delivery with its retries, replays and repeats: those with the same identity or the same body. A refused delivery
 * has no identity. Both lists begin with the newest.
 */
export function groupByEvent(summaries: readonly Summary[]): readonly Group[] {
  const groups: [Summary, ...Summary[]][] = []
  const groupOf = new Map<string, [Summary, ...Summary[]]>()
  for (const summary of summaries) {
    const keys = keysOf(summary)
    const known = keys.map((key) => groupOf.get(key)).find((group) => group !== undefined)
    const group: [Summary, ...Summary[]] = known ?? [summary]
    if (known) known.push(summary)
    else groups.push(group)
    for (const key of keys) groupOf.set(key, group)
  }
  return groups
}

function keysOf({ provider, sender, identity, bodyHash }: Summary): readonly string[] {
  return [
    ...(identity === undefined ? [] : [`event ${sender ?? provider} ${identity}`]),
    ...(bodyHash === undefined ? [] : [`body ${bodyHash}`]),
  ]
}
