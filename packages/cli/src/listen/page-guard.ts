import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/**
 * Protects the page. Payloads are private, and a replay reaches the user's application, so no other site in the user's
 * browser may read payloads or start a replay.
 */
type Guard = MiddlewareHandler<{ Bindings: HttpBindings }>

/** Allows only this machine's own names, against DNS rebinding: another site can make its name resolve to 127.0.0.1. */
export const ownHost: Guard = async (c, next) => {
  const { localPort } = c.env.incoming.socket
  // Browsers leave out port 80.
  const port = localPort === 80 ? '' : `:${localPort}`
  if (!OWN_NAMES.some((name) => c.req.header('host') === `${name}${port}`))
    return c.json({ message: 'Open the inspector under 127.0.0.1 or localhost.' }, 421)
  await next()
}

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const

/** A secret inside the page. No other site can read it. */
export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Allows requests other than GET only from the page itself: with its token, and without another origin. */
export function pageOnly(token: string): Guard {
  return async (c, next) => {
    if (c.req.method === 'GET') return next()
    const origin = c.req.header('origin')
    const isOwn = origin === undefined || origin === `http://${c.req.header('host')}`
    if (!isOwn || !isEqual(c.req.header('x-vidhook-token') ?? '', token))
      return c.json(
        { message: 'Only the inspector page may do that. Reload it if vidhook was restarted.' },
        403,
      )
    await next()
  }
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.byteLength === right.byteLength && timingSafeEqual(left, right)
}

const [none, self] = [["'none'"], ["'self'"]]

/**
 * Headers of every answer: nothing is loaded from other hosts, inline scripts do not run, and with Trusted Types our own
 * scripts cannot turn text into HTML by mistake.
 */
export const pageHeaders: Guard = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: none,
    scriptSrc: self,
    styleSrc: self,
    imgSrc: self,
    connectSrc: self,
    baseUri: none,
    formAction: none,
    frameAncestors: none,
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: none,
  },
  permissionsPolicy: { clipboardWrite: ['self'] },
  xFrameOptions: 'DENY',
  strictTransportSecurity: false, // the page is not on TLS
})

/** Payloads stay out of the browser's cache. */
export const uncached: Guard = async (c, next) => {
  await next()
  c.res.headers.set('cache-control', 'no-store')
}
