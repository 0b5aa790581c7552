import * as z from 'zod/mini'
import type { CallOptions, Connection } from './connection.js'
import { type ApiCall, failure } from './failure.js'
import { readHoox } from './hoox-answer.js'
import type { HooxAvatarJob, HooxJobRequest, HooxVideoJob } from './hoox-client.js'
import { problemOfUrl } from './https-url.js'
import { perform } from './perform.js'

export function starterOf(connection: Connection) {
  const starts =
    <Job>(job: z.ZodMiniType<Job>) =>
    (path: string, required: readonly string[]) =>
    async (request: HooxJobRequest, { signal }: CallOptions = {}): Promise<Job> => {
      const call: ApiCall = { method: 'POST', path, body: request, signal }
      const problem = problemOfUrl('webhook_url', request.webhook_url) ?? problemOfRequired(request, required)
      if (problem !== undefined) throw failure(connection, call, 'invalid_request', problem)
      return perform(connection, call, (answer) => readHoox(connection, call, answer, job))
    }
  return { startVideo: starts<HooxVideoJob>(aVideoJob), startAvatar: starts<HooxAvatarJob>(anAvatarJob) }
}

function problemOfRequired(request: HooxJobRequest, required: readonly string[]): string | undefined {
  const missing = required.find((name) => typeof request[name] !== 'string' || request[name] === '')
  return missing === undefined ? undefined : `${missing} is needed, and must be a text.`
}

const text = z.string().check(z.minLength(1))
const maybe = <Output>(schema: z.ZodMiniType<Output>) => z.exactOptional(z.nullable(schema))
const aVideoJob = z.looseObject({
  job_id: text,
  status: maybe(z.string()),
  estimated_credits: maybe(z.number()),
})
const anAvatarJob = z.looseObject({ avatar_id: text, look_id: text })
