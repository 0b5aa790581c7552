import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Fault, StoreCall } from './facts.js'
import type { ReplicaConfig } from './replica/config.js'
import type { Standstill } from './replica/standstill.js'
import type { Role } from './setup.js'

/** A replica, which may be broken in several ways and started again. */
export interface Replica {
  readonly index: number
  readonly role: Role
  /** Where a load balancer would send a request: nowhere while it is known to be down, or if it is a worker. */
  url(): string | undefined
  start(): Promise<void>
  /** Without a warning (SIGKILL). Resolves when it is gone. */
  kill(): Promise<void>
  /** As a platform stops it (SIGTERM). Resolves when it is gone. */
  stop(): Promise<void>
  freeze(): void
  thaw(): void
}

export interface ReplicaOptions {
  readonly config: ReplicaConfig
  readonly onStoreCall: (call: StoreCall) => void
  readonly onFault: (fault: Fault) => void
  /** It has ended, and nobody had asked it to, or it was asked to stop and did not end well. */
  readonly onComplaint: (message: string) => void
}

/** The built program: a process of its own, as in production. */
const PROGRAM = fileURLToPath(new URL('../dist/replica/replica.js', import.meta.url))
/** A balancer that looks every second learns after half a second, on average, that a replica is gone. */
const NOTICED_AFTER_MS = 500
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 30_000

export function replicaProcess({ config, onStoreCall, onFault, onComplaint }: ReplicaOptions): Replica {
  const index = config.replica
  let child: ChildProcess | undefined
  let exit: Promise<number | null> = Promise.resolve(null)
  let url: string | undefined
  let asked = false
  let thawedAt = 0

  const record = (kind: Fault['kind'], at = Date.now()) =>
    onFault({ kind, replica: index, ...(child?.pid !== undefined && { pid: child.pid }), at })
  const recordStandstill = ({ from, until }: Standstill) => {
    if (from < thawedAt) return // it was the freeze
    record('stall', from)
    record('thaw', until)
  }
  const end = async (kind: 'kill' | 'stop', signal: NodeJS.Signals) => {
    asked = true
    const gone = url
    setTimeout(() => {
      if (url === gone) url = undefined
    }, NOTICED_AFTER_MS)
    record(kind)
    child?.kill(signal)
    return exit
  }

  return {
    index,
    role: config.role,
    url: () => url,
    async start() {
      const started = fork(PROGRAM, [JSON.stringify(config)])
      child = started
      asked = false
      tether(started)
      exit = once(started, 'exit').then(([code]) => code)
      const listening = new Promise<number | undefined>((resolve) => {
        started.on('message', (message: { started: true; port?: number } | Standstill | StoreCall) => {
          if ('started' in message) resolve(message.port)
          else if ('from' in message) recordStandstill(message)
          else onStoreCall(message)
        })
      })
      const failed = exit.then((code) => {
        if (!asked) onComplaint(`Replica ${index} ended by itself with code ${code}.`)
        throw new Error(`Replica ${index} ended before it had started.`)
      })
      const late = new Promise<never>((_, reject) =>
        setTimeout(() => reject(new Error(`Replica ${index} did not start.`)), START_LIMIT_MS).unref(),
      )
      const port = await Promise.race([listening, failed, late])
      url = port === undefined ? undefined : `http://127.0.0.1:${port}`
      record('start')
    },
    async kill() {
      await end('kill', 'SIGKILL')
    },
    async stop() {
      const start = performance.now()
      const ending = end('stop', 'SIGTERM')
      const limit = setTimeout(() => child?.kill('SIGKILL'), STOP_LIMIT_MS)
      const code = await ending.finally(() => clearTimeout(limit))
      const took = Math.round(performance.now() - start)
      if (code !== 0)
        onComplaint(`Replica ${index} was asked to stop, and ended with code ${code} after ${took} ms.`)
    },
    freeze() {
      record('freeze')
      child?.kill('SIGSTOP')
    },
    thaw() {
      child?.kill('SIGCONT')
      thawedAt = Date.now()
      record('thaw', thawedAt)
    },
  }
}

/** A frozen process does not notice that its parent is gone. This one does, by its input, and kills it. */
function tether(child: ChildProcess): void {
  const watcher = spawn('sh', ['-c', 'cat >/dev/null; kill -9 "$0" 2>/dev/null', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watcher.unref()
  child.once('exit', () => watcher.kill('SIGKILL'))
}
