import type { ServerResponse } from 'node:http'
import type { Summary } from './summary.js'

/** Server-Sent Events to every page that is open. */
export interface LiveUpdates {
  /** Keeps the response open, and writes to it until the page is closed. */
  join(response: ServerResponse): void
  tell(summary: Summary): void
  /** Ends every response, or the server could not close. */
  end(): void
}

/** Some proxies cut a connection that is silent for longer. */
const HEARTBEAT_MS = 15_000

export function createLiveUpdates(): LiveUpdates {
  const pages = new Set<ServerResponse>()
  const write = (text: string) => {
    for (const page of pages) page.write(text)
  }
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS).unref()
  return {
    join(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
      response.write('retry: 1000\n\n')
      pages.add(response)
      response.once('close', () => pages.delete(response))
    },
    // JSON has no line break outside of a string, and none inside.
    tell: (summary) => write(`data: ${JSON.stringify(summary)}\n\n`),
    end() {
      clearInterval(heartbeat)
      for (const page of pages) page.end()
    },
  }
}
