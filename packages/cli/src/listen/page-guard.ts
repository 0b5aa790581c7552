import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Who may see the page and act on it. Payloads are private, and a replay reaches the user's application: no other site in
 * the user's browser may do either.
 */
export interface PageGuard {
  /** Goes into the page, where no other site can read it. */
  readonly token: string
  /** A name of this machine in the Host header: another one is a site that had its name resolve to 127.0.0.1. */
  isOwnHost(request: IncomingMessage): boolean
  /** The page itself asks: it knows the token, and the browser names no other origin. */
  mayChange(request: IncomingMessage): boolean
}

export function createPageGuard(): PageGuard {
  const token = randomBytes(32).toString('base64url')
  return {
    token,
    isOwnHost({ headers, socket }) {
      // Browsers leave the port out where it is HTTP's own.
      const port = socket.localPort === 80 ? '' : `:${socket.localPort}`
      return OWN_NAMES.some((name) => headers.host === `${name}${port}`)
    },
    mayChange({ headers }) {
      const given = headers['x-vidhook-token']
      const { origin } = headers
      return (
        typeof given === 'string' &&
        isEqual(given, token) &&
        (origin === undefined || origin === `http://${headers.host}`)
      )
    },
  }
}

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.byteLength === right.byteLength && timingSafeEqual(left, right)
}

/**
 * On every answer. Nothing is loaded from anywhere else, no script stands in the page, and with Trusted Types no script
 * of ours can turn a text into markup even by mistake.
 */
export const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'clipboard-write=(self)',
  'cache-control': 'no-store',
} as const
