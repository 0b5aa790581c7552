import { adapterSuite } from '@vidhook/adapter-suite'
import { start } from './next-app.js'

const at = (path: string, hosts: readonly string[]) => async (ledgerUrl: string) => {
  const { url, close } = await start(ledgerUrl)
  return {
    url: (scenario: string) => `${url}${path}/${scenario}`,
    hostRoutes: hosts.map((host) => url + host),
    close,
  }
}

// The App Router itself answers methods that a route file does not export.
const otherMethods = { status: 405 }
// Next redirects to the path without the slash, unless next.config has `trailingSlash`.
const trailingSlash = { status: 308 }

adapterSuite('Next, App Router on Node', { start: at('/hooks', ['/host']), otherMethods, trailingSlash })
// `next start` runs Edge functions in a sandbox that sends no answer before the whole request has arrived.
adapterSuite('Next, App Router on the Edge runtime', {
  start: at('/edge', ['/host']),
  otherMethods,
  trailingSlash,
  holdsAnswers: true,
})
adapterSuite('Next, pages/api', { start: at('/api/hooks', ['/api/host']), trailingSlash })
