import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'
import type { Work } from './providers.js'
import { type Random, randomFrom } from './random.js'

/** All that is meant to happen. Times are milliseconds from the start. */
export interface Plan {
  readonly seed: number
  readonly events: readonly PlannedEvent[]
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
  readonly replicas: number
  /** How far apart faults begin. */
  readonly faultEveryMs: number
  /** Of so many events, the handler of one takes longer than its deadline. */
  readonly lateEvery: number
}

/** The same options give the same plan. What a real machine makes of it is never quite the same twice. */
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
    id: `chaos-${String(index).padStart(6, '0')}`,
    provider,
    work: { durationMs, failures },
    deliveriesAt: [at, ...repeatsAt],
  }
}

/** In turns, so that a short run has each at least once; kills are what there is most of. */
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
    // Two replicas stay, or nobody would be there to come to the rescue.
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
      // Past the lease, and past JoggAI's 5 s and the second after it: another replica gets the event meanwhile.
      return random.between(7_000, 9_000)
    case 'restart store':
      return random.between(100, 500)
  }
}
