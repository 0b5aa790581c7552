import { DOCS } from '../docs.js'
import type { HttpReply } from '../http-client.js'
import { printable } from '../printable.js'
import type { Schedule } from '../providers/schedule.js'
import { type Verdict, verdictIn } from '../receiver-verdict.js'

export function verdictOf(answer: HttpReply): Verdict | undefined {
  return answer.kind === 'answered' ? verdictIn(answer.body.toString('utf8')) : undefined
}

/** The answer in a few words: `503 busy (in_progress)`, `no answer within 5 s`. */
export function inShort(answer: HttpReply, schedule: Schedule): string {
  if (answer.kind === 'timeout') return `no answer within ${schedule.timeoutMs / 1000} s`
  if (answer.kind === 'unreachable') return `not reached (${printable(answer.code)})`
  const verdict = verdictOf(answer)
  if (!verdict) return String(answer.status)
  return `${answer.status} ${verdict.outcome}${verdict.code ? ` (${verdict.code})` : ''}`
}

/** What to do about an answer that does not acknowledge. */
export function advice(answer: HttpReply, schedule: Schedule, url: URL): string {
  const { provider } = schedule
  if (answer.kind === 'timeout') {
    return `${provider} does not wait any longer. Answer first, and do slow work afterwards: ${DOCS}/idempotency.md#slow-work`
  }
  if (answer.kind === 'unreachable') return unreachable(answer.code, url)
  const { status } = answer
  const code = verdictOf(answer)?.code
  if (code) return `${status === 401 ? `${UNAUTHENTICATED} ` : ''}What it means: ${DOCS}/errors.md#${code}`
  if (status >= 300 && status < 400)
    return 'A redirect does not acknowledge: send to the URL that it leads to.'
  return BY_STATUS[status] ?? `Any answer except a 2xx makes ${provider} retry.`
}

const UNAUTHENTICATED = 'The endpoint could not authenticate it: does it use the same secret?'

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'The endpoint could not read the delivery. Its log should say why.',
  401: `${UNAUTHENTICATED} Does it check the raw bytes?`,
  403: 'Something in front of the endpoint refused: a login, a firewall, or protection against CSRF.',
  404: 'No route is mounted at this path.',
  405: 'The route does not accept POST.',
  413: 'The body is too large for a body parser or a proxy.',
  415: 'The endpoint does not accept application/json.',
  422: 'The endpoint refuses the form of the event. Does it require a field that only the guide shows?',
  429: 'A rate limit refused it. A provider counts that as a failed delivery.',
  500: 'The endpoint failed. Its log should say why.',
  502: 'A proxy answered, because the application is not running.',
  504: 'A proxy answered, because the application did not answer in time.',
}

function unreachable(code: string, url: URL): string {
  if (code === 'ECONNREFUSED')
    return `Nothing listens at ${url.host}. Is the application running, and is this its port?`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `No host is named ${url.hostname}.`
  if (/CERT|SIGNATURE|ISSUER|ALTNAME/.test(code)) {
    return 'Its certificate is not trusted. If you trust it, set NODE_EXTRA_CA_CERTS to its file.'
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return `${url.host} does not use TLS. Should the URL begin with http:// instead of https://?`
  if (code === 'ECONNRESET') return 'The connection broke before the answer was complete.'
  return `The connection to ${url.host} failed.`
}
