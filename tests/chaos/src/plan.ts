import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'
import type { Work } from './providers.js'
import { type Random, randomFrom } from './random.js'

/** The plan of a run. Times are milliseconds from the start. */
export interface Plan {
  readonly seed: number
  readonly events: readonly PlannedEvent[]
  readonly faults: readonly PlannedFault[]
}

export interface PlannedEvent {
  readonly id: string
  readonly provider: ProviderName
  readonly work: Work
  /** When each delivery begins. The provider may send an event more than once, each time with its own retries. */
  readonly deliveriesAt: readonly number[]
}

export type PlannedFault =
  | {
      readonly kind: 'kill' | 'stop' | 'freeze'
      readonly at: number
      /** How long until the replica is started again, or resumed. */
      readonly forMs: number
      readonly replica: number
    }
  | { readonly kind: 'restart store'; readonly at: number; readonly forMs: number }

export interface PlanOptions {
  readonly seed: number
  readonly events: number
  readonly eventsPerSecond: number
  readonly replicas: number
  /** The time between the beginnings of faults. */
  readonly faultEveryMs: number
  /** One in this many events has a handler that takes longer than its deadline. */
  readonly lateEvery: number
}

/** The same options give the same plan, but real machines never run it in exactly the same way. */
export function planOf(options: PlanOptions): Plan {
  const random = randomFrom(options.seed)
  const windowMs = (options.events / options.eventsPerSecond) * 1000
  return {
    seed: options.seed,
    events: Array.from({ length: options.events }, (_, index) => eventOf(index, windowMs, options, random)),
    faults: faultsOf(options, windowMs, random),
  }
}

function eventOf(index: number, windowMs: number, { lateEvery }: PlanOptions, random: Random): PlannedEvent {
  const provider = random.between(0, 1) === 0 ? 'jogg' : 'hoox'
  const deadlineMs = provider === 'jogg' ? 4_000 : 9_000
  const durations = [
    () => random.between(1, 150),
    () => random.between(200, 2_000),
    () => random.between(2_000, deadlineMs - 200),
  ]
  const pastDeadline = () => random.between(deadlineMs + 100, deadlineMs + 2_000)
  // In rotation, so that a short run has some of them too.
  const isLate = index % lateEvery === 0
  const durationMs = (isLate ? pastDeadline : durations[random.weighted([89, 8, 3])])?.() ?? 0
  const failures = random.weighted([88, 8, 2, 1, 1])
  // Slow events come early, so that the run ends together with its plan.
  const at = random.between(0, durationMs > 2_000 ? windowMs / 2 : windowMs)
  const repeats = [
    () => [],
    () => [at],
    () => [at, at + random.between(0, 50)],
    () => [at + random.between(1_000, 8_000)],
  ]
  const repeatsAt = repeats[random.weighted([88, 5, 2, 5])]?.() ?? []
  return {
    id: `chaos-${String(index).padStart(6, '0')}`,
    provider,
    work: { durationMs, failures },
    deliveriesAt: [at, ...repeatsAt],
  }
}

/** In rotation, so that a short run has each kind at least once. Kills are the most frequent. */
const TURNS = ['kill', 'freeze', 'stop', 'restart store', 'kill', 'kill'] as const

function faultsOf({ replicas, faultEveryMs }: PlanOptions, windowMs: number, random: Random): PlannedFault[] {
  const faults: PlannedFault[] = []
  const freeFrom = Array.from({ length: replicas }, () => 0)
  for (let at = 1_000; at < windowMs; at += faultEveryMs) {
    const kind = TURNS[faults.length % TURNS.length] ?? 'kill'
    const forMs = durationOf(kind, random)
    if (kind === 'restart store') {
      faults.push({ kind, at, forMs })
      continue
    }
    const free = freeFrom.flatMap((from, replica) => (from <= at ? [replica] : []))
    // Two replicas must keep running: they take over the events of the others.
    if (free.length <= 2) continue
    const replica = free[random.between(0, free.length - 1)] ?? 0
    freeFrom[replica] = at + forMs + 2_000
    faults.push({ kind, at, forMs, replica })
  }
  return faults
}

function durationOf(kind: PlannedFault['kind'], random: Random): number {
  switch (kind) {
    case 'kill':
    case 'stop':
      return random.between(500, 1_500)
    case 'freeze':
      // Longer than the lease, and than JoggAI's 5 s and the second after them: another replica gets the event in that time.
      return random.between(7_000, 9_000)
    case 'restart store':
      return random.between(100, 500)
  }
}
