/** More turns of the microtask queue than work takes that waits for no input and no timer. */
const TURNS_AT_ONCE = 16

/**
 * Calls `goesOn` unless work has ended within a few microtasks. Most deliveries' work has: the body has arrived, node:crypto is
 * synchronous, and events are remembered in memory. Such work needs no timer, which would be most of its cost.
 */
export function unlessAtOnce(hasEnded: () => boolean, goesOn: () => void): void {
  let turns = 0
  const turn = (): void => {
    if (hasEnded()) return
    if (turns++ < TURNS_AT_ONCE) void NOW.then(turn)
    else goesOn()
  }
  turn()
}

const NOW = Promise.resolve()
