import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Deviation } from '@vidhook/core'
import { listen } from './listen.js'

/** A handler's run, as the scenario reported it. */
export interface Run {
  readonly id: string
  readonly event: Record<string, unknown>
  readonly eventName: string
  readonly callback?: unknown
}

/** A delivery's report, as the scenario sent it. */
export interface Report {
  readonly id: string
  readonly kind: string
  readonly status: number
  readonly code?: string
  readonly reason?: string
  readonly eventName?: string
  readonly identity?: string
  readonly deviations: readonly Deviation[]
  readonly handlers: readonly string[]
}

/** The names of the keys at `/jwks`, by what they sign. */
type SigningKey = 'ed25519' | 'rs256'

/** Collects the runs and reports of the scenarios, which may be in another process or runtime. */
export interface Ledger {
  readonly url: string
  runsOf(id: string): readonly Run[]
  reportsOf(id: string): readonly Report[]
  /** Resolves with the first run of a request's handlers, as soon as it has begun. */
  run(id: string): Promise<Run>
  /** Resolves with the first report of a request, as soon as it has arrived. */
  report(id: string): Promise<Report>
  /** Lets handlers pass that wait at the gate, now and later. A request may have its own gate. */
  openGate(id?: string): void
  /** Signs as a sender does that publishes its keys, at the ledger's `/jwks`. */
  sign(key: SigningKey, message: Uint8Array): Uint8Array
  close(): Promise<void>
}

export async function startLedger(): Promise<Ledger> {
  const runs: Run[] = []
  const reports: Report[] = []
  const told = new EventEmitter()
  const atGates: { readonly path: string; readonly response: ServerResponse }[] = []
  const openGates = new Set<string>()
  let keys: Keys | undefined
  const madeKeys = () => {
    keys ??= makeKeys()
    return keys
  }

  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/gate') && !openGates.has(path)) return atGates.push({ path, response })
    if (path === '/jwks') return response.end(jwksOf(madeKeys()))
    if (path === '/runs') runs.push((await json(request)) as Run)
    if (path === '/reports') reports.push((await json(request)) as Report)
    told.emit('told')
    response.end('{}')
  })
  const { url, close } = await listen(server)

  const of = <Fact extends { readonly id: string }>(facts: readonly Fact[], id: string) =>
    facts.filter((fact) => fact.id === id)
  const firstOf = async <Fact extends { readonly id: string }>(facts: readonly Fact[], id: string) => {
    for (;;) {
      const [first] = of(facts, id)
      if (first) return first
      await once(told, 'told')
    }
  }
  return {
    url,
    runsOf: (id) => of(runs, id),
    reportsOf: (id) => of(reports, id),
    run: (id) => firstOf(runs, id),
    report: (id) => firstOf(reports, id),
    openGate: (id) => {
      const gate = id === undefined ? '/gate' : `/gate/${id}`
      openGates.add(gate)
      for (const { path, response } of atGates) if (path === gate) response.end('{}')
    },
    sign: (key, message) =>
      new Uint8Array(sign(key === 'rs256' ? 'sha256' : null, message, madeKeys()[key].privateKey)),
    close,
  }
}

type Keys = Readonly<Record<SigningKey, { readonly publicKey: KeyObject; readonly privateKey: KeyObject }>>

function makeKeys(): Keys {
  return {
    ed25519: generateKeyPairSync('ed25519'),
    rs256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  }
}

function jwksOf(keys: Keys): string {
  const list = Object.entries(keys).map(([kid, { publicKey }]) => ({
    ...publicKey.export({ format: 'jwk' }),
    kid,
  }))
  return JSON.stringify({ keys: list })
}

async function json(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
