import leven from 'leven'

/**
 * The known name with the fewest letters to change, ignoring case. `undefined` if all need more than `most` changes.
 *
 * @param most by default half of the name's letters: with more changes, it is a different name
 */
export function nearestName(
  name: string,
  known: readonly string[],
  most = Math.floor(name.length / 2),
): string | undefined {
  const ranked = known.map((each) => ({
    each,
    distance: leven(name.toLowerCase(), each.toLowerCase(), { maxDistance: most + 1 }),
  }))
  const [best] = ranked.sort((a, b) => a.distance - b.distance)
  return best && best.distance <= most ? best.each : undefined
}
