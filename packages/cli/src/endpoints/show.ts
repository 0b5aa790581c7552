import type { JoggEndpoint } from '@vidhook/api'
import { type Io, say } from '../io.js'
import { printable } from '../printable.js'

/** The fields of an endpoint that may be shown: not its secret, and no unknown ones. */
export function withoutSecret({ endpoint_id, url, status, events, created_at }: JoggEndpoint) {
  return { endpoint_id, url, status, events, created_at }
}

/** `wh_123  enabled  https://example.com/webhook`, and its events below. JoggAI's answer may lack everything except the id. */
export function showEndpoint(
  io: Io,
  { endpoint_id, url = '(URL not shown)', status = '(status not shown)', events = [] }: JoggEndpoint,
): void {
  const { bold, green, yellow, dim } = io.colors
  const state = (status === 'enabled' ? green : yellow)(printable(status))
  say(io.stdout, `${bold(printable(endpoint_id))}  ${state}  ${printable(url, 500)}`)
  for (const name of events) say(io.stdout, dim(`  ${printable(name)}`))
}
