import { parseArgs } from 'node:util'
import { inboxSetup, type Setup, storeSetup } from './setup.js'
import type { StoreName } from './store-server.js'

export interface Options {
  readonly stores: readonly StoreName[]
  readonly events: number
  readonly eventsPerSecond: number
  readonly seed: number
  readonly setup: Setup
  /** One for every so many events goes to the control. */
  readonly controlEvery: number | undefined
  readonly faultEveryMs: number
  readonly lateEvery: number
  /** Where to write the picture of an event that was rescued. */
  readonly picture: string | undefined
}

export const USAGE = `npm run chaos -- [options]

  --store redis|postgres   the store to break; both if left out
  --inbox redis|postgres   break web processes and workers with an inbox between them instead, or both for both
  --events N               how many events (10000)
  --seed N                 the seed of the plan: events, durations, failures and faults (a new one)
  --replicas N             how many processes share a store (4)
  --picture FILE           where to write an SVG of an event whose worker was killed
  --short                  300 events, and more faults among them: what the tests run`

/** Two stay when others are broken. */
const FEWEST = 3

/** @throws TypeError if an argument is not usable. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string' },
      inbox: { type: 'string' },
      events: { type: 'string' },
      seed: { type: 'string' },
      replicas: { type: 'string' },
      picture: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  })
  const { store = 'both', inbox, short, picture } = values
  if (inbox !== undefined && picture !== undefined)
    throw new TypeError('--picture draws a lease, and an inbox has none.')
  return {
    stores: storesOf(inbox === undefined ? ['--store', store] : ['--inbox', inbox]),
    events: whole('events', values.events, 1) ?? (short ? 300 : 10_000),
    ...pace(short, inbox !== undefined),
    seed: whole('seed', values.seed, 0) ?? Math.floor(Math.random() * 2 ** 31),
    setup:
      inbox === undefined
        ? storeSetup(whole('replicas', values.replicas, FEWEST) ?? 4)
        : inboxSetup(short ? FEWEST : 4, short ? FEWEST : 4),
    controlEvery: inbox === undefined ? undefined : 5,
    lateEvery: short ? 30 : 100,
    picture,
  }
}

/** @throws TypeError if it is none. */
function storesOf([option, value]: readonly [string, string]): readonly StoreName[] {
  if (value === 'both') return ['redis', 'postgres']
  if (value === 'redis' || value === 'postgres') return [value]
  throw new TypeError(`${option} is redis, postgres or both, not ${value}.`)
}

/** An inbox has more processes, which are broken more often. */
function pace(isShort: boolean, hasInbox: boolean) {
  if (isShort) return { eventsPerSecond: 25, faultEveryMs: hasInbox ? 1_000 : 1_500 }
  return hasInbox
    ? { eventsPerSecond: 20, faultEveryMs: 1_800 }
    : { eventsPerSecond: 50, faultEveryMs: 4_000 }
}

function whole(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < least)
    throw new TypeError(`--${name} is a whole number from ${least} up, not ${value}.`)
  return number
}
