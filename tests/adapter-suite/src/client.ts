import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { TEST_ID } from './scenarios.js'

/** A complete answer. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body, `undefined` if it is not JSON. */
  readonly json: { readonly outcome?: string; readonly code?: string; readonly message?: string } | undefined
}

export interface Sent {
  readonly method?: string
  readonly url: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array<ArrayBuffer> | undefined
}

/** The id of the request, by its header. */
export function testIdOf(sent: Sent): string {
  const id = sent.headers?.[TEST_ID]
  if (id === undefined) throw new Error(`The request has no ${TEST_ID} header.`)
  return id
}

/** Sends with fetch and reads the whole answer. */
export async function send({ url, ...init }: Sent): Promise<Answer> {
  const response = await fetch(url, { ...init, body: init.body ?? null })
  return answer(response.status, response.headers, await response.text())
}

/** Sends with node:http, which writes all headers as given, including repeated ones. */
export function sendRaw(sent: Sent & { readonly rawHeaders: readonly string[] }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      sent.url,
      { method: sent.method ?? 'POST', headers: sent.rawHeaders },
      async (response) => {
        let text = ''
        for await (const chunk of response.setEncoding('utf8')) text += chunk
        resolve(answer(response.statusCode ?? 0, new Headers(), text))
      },
    )
    call.on('error', reject)
    call.end(sent.body)
  })
}

/** A connection to which the test writes raw bytes. */
export interface RawConnection {
  write(bytes: string | Uint8Array): void
  /** All that the server sent, once it has closed the connection or `until` matches. */
  read(until?: RegExp): Promise<string>
  destroy(): void
  readonly socket: Socket
}

export async function openConnection(url: string, headers: Record<string, string>): Promise<RawConnection> {
  const { hostname, port, pathname, search } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let received = ''
  let closed = false
  const changed = new Set<() => void>()
  const notify = () => {
    for (const each of changed) each()
  }
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    received += text
    notify()
  })
  socket.on('error', () => {}) // a reset counts as a close
  socket.on('close', () => {
    closed = true
    notify()
  })
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  socket.write(`POST ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)

  return {
    socket,
    write: (bytes) => void (socket.writable && socket.write(bytes)),
    read: (until) =>
      new Promise((resolve) => {
        const check = () => {
          if (!closed && !until?.test(received)) return
          changed.delete(check)
          resolve(received)
        }
        changed.add(check)
        check()
      }),
    destroy: () => socket.destroy(),
  }
}

function answer(status: number, headers: Headers, text: string): Answer {
  try {
    return { status, headers, text, json: JSON.parse(text) }
  } catch {
    return { status, headers, text, json: undefined }
  }
}
