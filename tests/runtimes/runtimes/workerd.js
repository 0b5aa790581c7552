/**
 * Runs a Worker in workerd, by Miniflare, and talks to the tests as `src/process.ts` does.
 * Arguments: the ledger's URL, and the Worker's compatibility flags.
 */
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'

const [, , ledgerUrl, ...flags] = process.argv

const miniflare = new Miniflare({
  modules: true,
  scriptPath: fileURLToPath(new URL('../dist/worker.js', import.meta.url)),
  compatibilityDate: '2026-07-01',
  compatibilityFlags: flags,
  bindings: { LEDGER_URL: ledgerUrl },
  cf: false,
  // The Worker's own socket, without Miniflare's proxy.
  unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
})
const { origin } = await miniflare.unsafeGetDirectURL()

const stop = async () => {
  await miniflare.dispose()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.stdin.once('end', stop).resume()

const about = await (await fetch(`${origin}/about`)).json()
process.stdout.write(`${JSON.stringify({ url: origin, about })}\n`)
