import { request } from 'node:http'
import type { Answer } from './facts.js'
import type { ProviderRequest } from './providers.js'

/** Sends a request on a connection of its own, and waits no longer for its answer than the provider does. */
export function post(origin: string, delivery: ProviderRequest, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => end({ status: undefined, outcome: 'timeout' }), timeoutMs)
    const end = (answer: Answer) => {
      clearTimeout(limit)
      resolve(answer)
      sending.destroy()
    }
    const sending = request(new URL(delivery.path, origin), {
      method: 'POST',
      headers: { ...delivery.headers, 'content-length': delivery.body.byteLength },
      agent: false,
    })
    const broken = (error: Error & { code?: string }) =>
      end({ status: undefined, outcome: error.code === 'ECONNREFUSED' ? 'refused' : 'broken' })
    sending.on('error', broken)
    sending.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('error', broken)
      response.on('data', (text: string) => {
        body += text
      })
      response.on('end', () => end({ status: response.statusCode ?? 0, outcome: outcomeOf(body) }))
    })
    sending.end(delivery.body)
  })
}

function outcomeOf(body: string): string {
  try {
    const { outcome }: { outcome?: unknown } = JSON.parse(body)
    return String(outcome)
  } catch {
    return 'not JSON'
  }
}
