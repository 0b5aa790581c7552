/** What a process does: `receive` and work on a store, or only put into an inbox (`web`), or only work on what is in it. */
export type Role = 'receive' | 'web' | 'control' | 'worker'

/** Processes of one side stand in for each other. The control is a web process that acknowledges too early. */
export function sideOf(role: Role): 'web' | 'worker' {
  return role === 'worker' ? 'worker' : 'web'
}

/** The processes of a run, and how they are broken. */
export interface Setup {
  /** What each process does, by its number. */
  readonly roles: readonly Role[]
  /** The faults come in this order, again and again, so that a short run has each at least once. */
  readonly turns: readonly Turn[]
}

type Turn =
  | { readonly kind: 'kill' | 'stop' | 'freeze'; readonly side: 'web' | 'worker'; readonly forMs: Range }
  | { readonly kind: 'restart store'; readonly forMs: Range }

type Range = readonly [least: number, most: number]

const killed = (side: 'web' | 'worker') => ({ kind: 'kill', side, forMs: [500, 1_500] }) as const
const stopped = (side: 'web' | 'worker') => ({ kind: 'stop', side, forMs: [500, 1_500] }) as const
const restarted = { kind: 'restart store', forMs: [100, 500] } as const
/** Past the lease, and past JoggAI's 5 s and the second after it: another process gets the event meanwhile. */
const webFrozen = { kind: 'freeze', side: 'web', forMs: [7_000, 9_000] } as const
/** Past the lock of 10 s, and the 5 s until the next search for locks that have ended. */
const workerFrozen = { kind: 'freeze', side: 'worker', forMs: [16_000, 20_000] } as const

/** Processes that share a store. Kills are what there is most of. */
export function storeSetup(replicas: number): Setup {
  return {
    roles: several('receive', replicas),
    turns: [killed('web'), webFrozen, stopped('web'), restarted, killed('web'), killed('web')],
  }
}

/** Web processes, the control among them, and workers, with an inbox between them. */
export function inboxSetup(webs: number, workers: number): Setup {
  return {
    roles: [...several('web', webs), 'control', ...several('worker', workers)],
    turns: [
      ...[killed('worker'), workerFrozen, killed('web'), restarted, killed('web')],
      ...[killed('worker'), stopped('worker'), killed('web'), killed('web'), webFrozen],
      ...[killed('worker'), killed('web'), stopped('web'), killed('web'), killed('worker')],
      ...[killed('web'), killed('web'), killed('worker'), killed('web'), killed('web')],
    ],
  }
}

function several(role: Role, count: number): readonly Role[] {
  return Array.from({ length: count }, () => role)
}
