import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where `npm run docs` puts the site. */
export const built = fileURLToPath(new URL('../../../site/.vitepress/dist', import.meta.url))

/** The path that GitHub Pages serves the site at. */
const BASE = '/vidhook/'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
}

/** Serves the site as GitHub Pages does: a path without an ending is a page. */
export async function serveSite(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = fileOf(decodeURIComponent(pathname))
    response.writeHead(file ? 200 : 404, {
      'content-type': TYPES[extname(file ?? '.html')] ?? 'application/octet-stream',
    })
    response.end(readFileSync(file ?? join(built, '404.html')))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : ''
  return { url: `http://127.0.0.1:${port}${BASE}`, close: () => server.close() }
}

function fileOf(path: string): string | undefined {
  if (!path.startsWith(BASE)) return undefined
  const file = join(built, path.slice(BASE.length))
  return [file, `${file}.html`, join(file, 'index.html')].find(
    (each) => existsSync(each) && statSync(each).isFile(),
  )
}
