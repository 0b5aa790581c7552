/** A time in which a process did not run. */
export interface Standstill {
  readonly from: number
  readonly until: number
}

const TICK_MS = 100
/** Shorter than two thirds of the shortest lease, which is what is left of a lease when its renewal is due. */
const STANDSTILL_MS = 500

/** Tells of every time in which this process did not run: it was frozen, or the machine was too busy. */
export function watchStandstills(tell: (standstill: Standstill) => void): void {
  let lastTick = Date.now()
  setInterval(() => {
    const now = Date.now()
    if (now - lastTick > STANDSTILL_MS) tell({ from: lastTick, until: now })
    lastTick = now
  }, TICK_MS).unref()
}
