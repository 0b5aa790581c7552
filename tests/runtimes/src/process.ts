/**
 * How a server and the tests that started it talk: the ledger's URL is the first argument, the second hides `node:crypto`;
 * one line of JSON says where the server listens and what it runs on. SIGTERM stops it as the documentation tells users
 * to, and it ends at once when the tests are gone.
 */
import process from 'node:process'
import { about } from './about.js'

export interface RunningServer {
  readonly url: string
  /** Accepts nothing more, answers what has arrived, and waits for work that outlasts its answer. */
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
