import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'
import type { Work } from './providers.js'
import { type Random, randomFrom } from './random.js'
import { type Setup, sideOf } from './setup.js'

/** All that is meant to happen. Times are milliseconds from the start. */
export interface Plan {
  readonly seed: number
  readonly events: readonly PlannedEvent[]
  /** Events that go to the control. */
  readonly controls: readonly PlannedEvent[]
  readonly faults: readonly PlannedFault[]
}

export interface PlannedEvent {
  readonly id: string
  readonly provider: ProviderName
  readonly work: Work
  /** When a delivery of it begins. More than one: the provider sends it more than once, each with retries of its own. */
  readonly deliveriesAt: readonly number[]
}

export type PlannedFault =
  | {
      readonly kind: 'kill' | 'stop' | 'freeze'
      readonly at: number
      /** How long until the replica is started again, or goes on. */
      readonly forMs: number
      readonly replica: number
    }
  | { readonly kind: 'restart store'; readonly at: number; readonly forMs: number }

export interface PlanOptions {
  readonly seed: number
  readonly events: number
  readonly eventsPerSecond: number
  /** One for every so many events goes to the control. @default none */
  readonly controlEvery?: number | undefined
  readonly setup: Setup
  /** How far apart faults begin. */
  readonly faultEveryMs: number
  /** Of so many events, the handler of one takes longer than its deadline. */
  readonly lateEvery: number
}

/** The same options give the same plan. What a real machine makes of it is never quite the same twice. */
export function planOf(options: PlanOptions): Plan {
  const random = randomFrom(options.seed)
  const windowMs = (options.events / options.eventsPerSecond) * 1000
  const eventsOf = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => eventOf(name, index, windowMs, options, random))
  return {
    seed: options.seed,
    events: eventsOf('chaos', options.events),
    controls: eventsOf(
      'control',
      Math.floor(options.events / (options.controlEvery ?? Number.POSITIVE_INFINITY)),
    ),
    faults: faultsOf(options, windowMs, random),
  }
}

function eventOf(
  name: string,
  index: number,
  windowMs: number,
  { lateEvery }: PlanOptions,
  random: Random,
): PlannedEvent {
  const provider = random.between(0, 1) === 0 ? 'jogg' : 'hoox'
  const deadlineMs = provider === 'jogg' ? 4_000 : 9_000
  const durations = [
    () => random.between(1, 150),
    () => random.between(200, 2_000),
    () => random.between(2_000, deadlineMs - 200),
  ]
  const pastDeadline = () => random.between(deadlineMs + 100, deadlineMs + 2_000)
  // In turns, so that a short run has some, too.
  const isLate = index % lateEvery === 0
  const durationMs = (isLate ? pastDeadline : durations[random.weighted([89, 8, 3])])?.() ?? 0
  const failures = random.weighted([88, 8, 2, 1, 1])
  // What takes long comes early, so that a run ends when its plan does.
  const at = random.between(0, durationMs > 2_000 ? windowMs / 2 : windowMs)
  const repeats = [
    () => [],
    () => [at],
    () => [at, at + random.between(0, 50)],
    () => [at + random.between(1_000, 8_000)],
  ]
  const repeatsAt = repeats[random.weighted([88, 5, 2, 5])]?.() ?? []
  return {
    id: `${name}-${String(index).padStart(6, '0')}`,
    provider,
    work: { durationMs, failures },
    deliveriesAt: [at, ...repeatsAt],
  }
}

function faultsOf({ setup, faultEveryMs }: PlanOptions, windowMs: number, random: Random): PlannedFault[] {
  const { roles, turns } = setup
  const faults: PlannedFault[] = []
  const freeFrom = roles.map(() => 0)
  for (let at = 1_000, index = 0; at < windowMs; at += faultEveryMs) {
    const turn = turns[index % turns.length]
    if (!turn) break
    const forMs = random.between(...turn.forMs)
    if (turn.kind === 'restart store') {
      faults.push({ kind: turn.kind, at, forMs })
      index++
      continue
    }
    const free = roles.flatMap((role, replica) =>
      sideOf(role) === turn.side && (freeFrom[replica] ?? 0) <= at ? [replica] : [],
    )
    // Two of a side stay, or nobody would be there to come to the rescue. The turn waits.
    if (free.length <= 2) continue
    const replica = free[random.between(0, free.length - 1)] ?? 0
    freeFrom[replica] = at + forMs + 2_000
    faults.push({ kind: turn.kind, at, forMs, replica })
    index++
  }
  return faults
}
