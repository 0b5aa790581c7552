import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './listen.js'

/** A handler's run, as the scenario told it. */
export interface Run {
  readonly id: string
  readonly event: Record<string, unknown>
  readonly eventName: string
  readonly callback?: unknown
}

/** A delivery's report, as the scenario told it. */
export interface Report {
  readonly id: string
  readonly kind: string
  readonly status: number
  readonly code?: string
  readonly reason?: string
  readonly eventName?: string
  readonly identity?: string
  readonly handlers: readonly string[]
}

/** Where the scenarios, in whatever process and runtime they are, tell what ran and what they reported. */
export interface Ledger {
  readonly url: string
  runsOf(id: string): readonly Run[]
  reportsOf(id: string): readonly Report[]
  /** Resolves with the first report of a request, as soon as it is there. */
  report(id: string): Promise<Report>
  /** Lets the handlers go on that wait at the gate, and those that will. */
  openGate(): void
  close(): Promise<void>
}

export async function startLedger(): Promise<Ledger> {
  const runs: Run[] = []
  const reports: Report[] = []
  const waiting = new Map<string, (report: Report) => void>()
  const atTheGate: ServerResponse[] = []
  let gateIsOpen = false

  const server = createServer(async (request, response) => {
    if (request.url === '/gate' && !gateIsOpen) return atTheGate.push(response)
    if (request.url === '/runs') runs.push((await json(request)) as Run)
    if (request.url === '/reports') {
      const report = (await json(request)) as Report
      reports.push(report)
      waiting.get(report.id)?.(report)
    }
    response.end('{}')
  })
  const { url, close } = await listen(server)

  const reportsOf = (id: string) => reports.filter((report) => report.id === id)
  return {
    url,
    runsOf: (id) => runs.filter((run) => run.id === id),
    reportsOf,
    report: (id) => {
      const [first] = reportsOf(id)
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.set(id, resolve))
    },
    openGate: () => {
      gateIsOpen = true
      for (const response of atTheGate) response.end('{}')
    },
    close,
  }
}

async function json(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
