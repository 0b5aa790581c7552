import { type HttpReply, type HttpRequest, type SendOptions, sendRequest } from '../http-client.js'

/** The reply to a probe: an answer's body as text, and its headers by lower-case name. */
export type Reply =
  | Exclude<HttpReply, Answer>
  | (Omit<Answer, 'headers' | 'body'> & {
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    })

type Answer = Extract<HttpReply, { kind: 'answered' }>

/**
 * Sends a probe's request on a connection of its own. If an answer breaks off, its status counts: a server that refuses a
 * large body often closes the connection at once.
 */
export async function transmit(request: HttpRequest, options: SendOptions): Promise<Reply> {
  const reply = await sendRequest(request, { ...options, keepBroken: true })
  if (reply.kind !== 'answered') return reply
  const headers: Record<string, string> = {}
  for (const [name, value] of reply.headers) {
    const key = name.toLowerCase()
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value
  }
  return { ...reply, headers, body: reply.body.toString('utf8') }
}
