import leven from 'leven'

/** The known name that takes the fewest changes of a letter, if it takes no more than `most`. */
export function nearestName(name: string, known: readonly string[], most: number): string | undefined {
  const ranked = known.map((each) => ({
    each,
    distance: leven(name.toLowerCase(), each.toLowerCase(), { maxDistance: most + 1 }),
  }))
  const [best] = ranked.sort((a, b) => a.distance - b.distance)
  return best && best.distance <= most ? best.each : undefined
}
