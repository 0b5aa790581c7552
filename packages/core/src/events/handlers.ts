import type { Logger } from '../log/log.js'
import { helpLink } from '../misconfigured.js'
import { nearestName } from '../nearest-name.js'
import type { Context } from './context.js'

/** Every part of a name that ends before a dot: `video_export` of `video_export.failed`. */
type GroupOf<Name> = Name extends `${infer Head}.${infer Tail}`
  ? Head | (GroupOf<Tail> extends infer Rest extends string ? `${Head}.${Rest}` : never)
  : never

/** What a handler can listen for: an event's name, the part of it before a dot, or `'*'` for every event. */
export type ListenerName<Events> = (keyof Events & string) | GroupOf<keyof Events> | '*'

/** The event that a listener gets. */
export type EventFor<Events, Name> = Name extends '*'
  ? Events[keyof Events]
  : Name extends keyof Events
    ? Events[Name]
    : Events[Extract<keyof Events, `${Name & string}.${string}`>]

/**
 * A user's function for an event. If it succeeds, the delivery is acknowledged; if it throws or rejects, the provider sends it again.
 * What it returns is awaited and otherwise ignored.
 */
export type Handler<Event> = (event: Event, context: Context) => unknown

/** Handlers by what they listen for. */
export type Handlers<Events> = {
  readonly [Name in ListenerName<Events>]?: Handler<EventFor<Events, Name>> | undefined
}

/** A handler with the name that it listens for. */
export interface Listener {
  readonly name: string
  readonly handler: Handler<never>
}

/** Which handlers listen for what. */
export interface Registry {
  add(name: string, handler: unknown): void
  /** For an event of this name: its own handlers, its groups', then those of `'*'`. */
  listenersFor(name: string): readonly Listener[]
  /** Does anything listen for any event? */
  hasListeners(): boolean
}

/** @throws TypeError from `add` if the handler is not a function. An unknown name is a warning with the nearest known one. */
export function createRegistry(provider: string, eventNames: readonly string[], log: Logger): Registry {
  const listeners = new Map<string, Listener[]>()
  const known = listenableNames(eventNames)
  /** Computed once for each event of the provider, never for unknown names from a sender. */
  const heard = new Map<string, readonly Listener[]>()
  const listening = (name: string) => {
    // Go through the names that are listened for, which are few: an unknown name may have a million dots.
    const hears = (each: string) => each === '*' || each === name || name.startsWith(`${each}.`)
    return [...listeners.keys()]
      .filter(hears)
      .sort(byPrecision)
      .flatMap((each) => listeners.get(each) ?? [])
  }
  return {
    add(name, handler) {
      if (typeof handler !== 'function') {
        throw new TypeError(
          `The handler for ${JSON.stringify(name)} must be a function, not ${handler === null ? 'null' : typeof handler}.`,
        )
      }
      if (!known.includes(name)) warnOfUnknown(name, known, provider, log)
      const list = listeners.get(name) ?? []
      listeners.set(name, [...list, { name, handler: handler as Handler<never> }])
      for (const event of eventNames) heard.set(event, listening(event))
    },
    listenersFor: (name) => heard.get(name) ?? listening(name),
    hasListeners: () => listeners.size > 0,
  }
}

function listenableNames(names: readonly string[]): readonly string[] {
  return [...new Set([...names, ...names.flatMap(groupsOf), '*'])]
}

/** The longer name first, since it is more specific; `'*'` last. */
function byPrecision(a: string, b: string): number {
  if (a === '*' || b === '*') return a === '*' ? 1 : -1
  return b.length - a.length
}

/** `a.b` and `a` of `a.b.c`. */
function groupsOf(name: string): readonly string[] {
  const groups: string[] = []
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1))
    groups.push(name.slice(0, dot))
  return groups
}

function warnOfUnknown(name: string, known: readonly string[], provider: string, log: Logger): void {
  const nearest = nearestName(name, known)
  const advice = nearest ? `Did you mean ${JSON.stringify(nearest)}?` : `Known are ${known.join(', ')}.`
  log.warn(
    { provider, code: 'event_name_unknown', name, nearest },
    `A handler listens for ${JSON.stringify(name)}, which is no event of ${provider}. ${advice} See ${helpLink('event_name_unknown')}`,
  )
}
