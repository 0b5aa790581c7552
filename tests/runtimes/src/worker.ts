import type { Platform } from '@vidhook/core'
import { type WebHost, webHost } from './web-host.js'

let host: WebHost | undefined

/** A Worker as in the documentation. */
export default {
  fetch(request: Request, env: { readonly LEDGER_URL: string }, ctx: Platform): Promise<Response> {
    host ??= webHost(env.LEDGER_URL)
    return host.fetch(request, ctx)
  },
}
