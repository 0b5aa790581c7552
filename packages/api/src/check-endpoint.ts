import type { Connection } from './connection.js'
import { type ApiCall, excerptWithoutKey, failure } from './failure.js'
import { problemOfUrl } from './https-url.js'
import type { JoggEventList } from './jogg-client.js'
import { complaintAbout, unknownNames } from './jogg-events.js'

/** Rejects fields that JoggAI would reject, and names of events that do not exist, which JoggAI would accept. */
export async function checkEndpoint(
  connection: Connection,
  call: ApiCall,
  fields: Readonly<Record<string, unknown>>,
  events: JoggEventList,
): Promise<void> {
  const problem =
    problemOfNames(Object.keys(fields)) ??
    ('url' in fields ? problemOfUrl('url', fields.url) : undefined) ??
    ('status' in fields ? problemOfStatus(fields.status) : undefined)
  if (problem !== undefined) throw failure(connection, call, 'invalid_request', problem)
  if (!('events' in fields)) return

  const names = fields.events
  if (!isListOfNames(names)) {
    const what = 'events must be a list of event names, such as ["generated_avatar_video_success"].'
    throw failure(connection, call, 'invalid_request', what)
  }
  const unknown = unknownNames(names)
  if (unknown.length === 0) return
  const listed = await events.list({ signal: call.signal })
  const wrong = unknown.filter((name) => !listed.includes(name))
  if (wrong.length === 0) return
  const complaint = excerptWithoutKey(connection, complaintAbout(wrong, listed), 2000)
  throw failure(connection, call, 'invalid_request', complaint)
}

function problemOfNames(names: readonly string[]): string | undefined {
  if (names.length === 0) return 'There is nothing to change: give url, events or status.'
  const strange = names.find((name) => !['url', 'events', 'status'].includes(name))
  if (strange === undefined) return undefined
  return `${JSON.stringify(strange)} cannot be set: an endpoint has url, events and status. A secret cannot be changed; create a second endpoint instead.`
}

function problemOfStatus(status: unknown): string | undefined {
  return status === 'enabled' || status === 'disabled' ? undefined : 'status must be "enabled" or "disabled".'
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
}
