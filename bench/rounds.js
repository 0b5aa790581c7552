/** Lets every contender have its turn, and then again, so that a machine that is busy now and then slows all of them alike. */
export async function inTurns(contenders, rounds, measure) {
  const results = contenders.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, contender] of contenders.entries())
      results[index].push(await measure(contender, round))
  return results
}

/** One figure of each round beside another contender's in the same round: the median ratio, and the quartiles around it. */
export function ratio(rounds, others, figure) {
  const ratios = rounds.map((round, index) => round[figure] / others[index][figure])
  return { median: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) }
}

export const medianOf = (rounds, figure) => median(rounds.map((round) => round[figure]))

export const median = (values) => quantile(values, 0.5)

/** Between two values, what lies between them. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at))
}
