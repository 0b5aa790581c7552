const ROUNDS = 12
const ROUND_MS = 250

/**
 * Measures every call of a contender, each round in turns with the bare command. Returns calls a second, and how much longer
 * a call takes than the bare one.
 */
export async function compare({ bare, calls }, inFlight) {
  const names = Object.keys(calls)
  const perSecond = Object.fromEntries(names.map((name) => [name, []]))
  for (const name of names) await run(calls[name], inFlight) // warm
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) perSecond[name].push(await run(calls[name], inFlight))
  return names.map((name) => ({
    call: name,
    inFlight,
    perSecond: median(perSecond[name]),
    ratio:
      name === bare
        ? undefined
        : median(perSecond[name].map((value, round) => perSecond[bare][round] / value)),
  }))
}

/** So many loops side by side, each of which makes one call after the other. */
async function run({ prepare, call }, inFlight) {
  const prepared = await prepare?.(inFlight)
  const start = performance.now()
  let count = 0
  const loop = async (lane) => {
    while (performance.now() - start < ROUND_MS) {
      await call(prepared, lane)
      count++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, lane) => loop(lane)))
  return (count / (performance.now() - start)) * 1000
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other)
  return (sorted[sorted.length >> 1] + sorted[(sorted.length - 1) >> 1]) / 2
}
