import { parseArgs } from 'node:util'
import type { StoreName } from './store-server.js'

export interface Options {
  readonly stores: readonly StoreName[]
  readonly events: number
  readonly eventsPerSecond: number
  readonly seed: number
  readonly replicas: number
  readonly faultEveryMs: number
  readonly lateEvery: number
  /** The file for the picture of a rescued event. */
  readonly picture: string | undefined
}

export const USAGE = `npm run chaos -- [options]

  --store redis|postgres   the store to break; both if left out
  --events N               how many events (10000)
  --seed N                 the seed of the plan: events, durations, failures and faults (a new one)
  --replicas N             how many processes receive (4)
  --picture FILE           where to write an SVG of an event whose worker was killed
  --short                  300 events, and more faults among them: what the tests run`

/** @throws TypeError if an argument is not usable. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string' },
      events: { type: 'string' },
      seed: { type: 'string' },
      replicas: { type: 'string' },
      picture: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  })
  const { store, short } = values
  if (store !== undefined && store !== 'redis' && store !== 'postgres')
    throw new TypeError(`--store is redis or postgres, not ${store}.`)
  return {
    stores: store === undefined ? ['redis', 'postgres'] : [store],
    events: whole('events', values.events, 1) ?? (short ? 300 : 10_000),
    eventsPerSecond: short ? 25 : 50,
    seed: whole('seed', values.seed, 0) ?? Math.floor(Math.random() * 2 ** 31),
    // Two keep running while others are broken.
    replicas: whole('replicas', values.replicas, 3) ?? 4,
    faultEveryMs: short ? 1_500 : 4_000,
    lateEvery: short ? 30 : 100,
    picture: values.picture,
  }
}

function whole(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < least)
    throw new TypeError(`--${name} is a whole number from ${least} up, not ${value}.`)
  return number
}
