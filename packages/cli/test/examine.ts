import { createHmac } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { diagnose, type Finding } from '../src/doctor/diagnose.js'
import type { Target } from '../src/doctor/lab.js'
import { serve } from './serve.js'

export const secret = 'whsec_never_to_be_seen'

/** What the doctor finds in a server. */
export async function examine(listener: RequestListener): Promise<readonly Finding[]> {
  return all(target(await serve(listener)))
}

export async function all(
  examined: Target,
  signal = new AbortController().signal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for await (const finding of diagnose(examined, { signal })) findings.push(finding)
  return findings
}

/** A machine that is busy with other tests may take a second for an answer. What never answers costs a test this long, each time. */
export function target(url: string): Target {
  return {
    provider: 'jogg',
    url,
    event: 'generated_avatar_video_success',
    secret,
    rotatedSecret: undefined,
    runId: 'test',
    timeoutMs: 2_000,
    patienceMs: 300,
  }
}

/** A server that reads the whole body, and leaves the rest to the test. */
export function endpoint(
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void,
): RequestListener {
  return async (request, response) => {
    const body = await buffer(request).catch(() => undefined)
    if (body) answer(request, body, response)
  }
}

export function isGenuine(request: IncomingMessage, body: Buffer, key = secret): boolean {
  return request.method === 'POST' && request.headers['x-webhook-signature'] === hmac(key, body)
}

export function hmac(key: string, body: Buffer): string {
  return createHmac('sha256', key).update(body).digest('hex')
}

export function verdictOf(findings: readonly Finding[], id: string): Finding['verdict'] | undefined {
  return findings.find(({ probe }) => probe.id === id)?.verdict
}

/** What a body says, as far as it is a JSON object. */
export function parsed(body: Buffer): {
  readonly event?: unknown
  readonly event_id?: string
  readonly data?: Readonly<Record<string, unknown>> | null
} {
  try {
    return JSON.parse(body.toString()) ?? {}
  } catch {
    return {}
  }
}
