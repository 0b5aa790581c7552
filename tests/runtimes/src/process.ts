/**
 * Connects a server with the tests that started it. The first argument is the ledger's URL; the second hides `node:crypto`.
 * The server prints one line of JSON with its URL and its runtime. SIGTERM stops it as the documentation describes. It ends
 * at once when the tests have ended.
 */
import process from 'node:process'
import { about } from './about.js'

export interface RunningServer {
  readonly url: string
  /** Accepts no more requests, answers open ones, and waits for work that takes longer than its answer. */
  close(): Promise<unknown>
}

export async function run(start: (ledgerUrl: string) => Promise<RunningServer>): Promise<void> {
  const [, , ledgerUrl = '', crypto] = process.argv
  if (crypto === 'web-crypto') Object.defineProperty(process, 'getBuiltinModule', { value: undefined })
  const server = await start(ledgerUrl)

  process.once('SIGTERM', async () => {
    await server.close()
    process.exit(0)
  })
  process.stdin.once('end', () => process.exit(1)).resume()
  process.stdout.write(`${JSON.stringify({ url: server.url, about: about() })}\n`)
}
