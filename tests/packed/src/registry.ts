import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { basename } from 'node:path'
import { npm } from './npm.js'
import type { Tarball } from './pack.js'
import { contentsOf } from './tarball.js'

/** A registry that has the packed packages, and sends whoever asks for another one to the registry that npm uses here. */
export async function serveRegistry(
  tarballs: readonly Tarball[],
): Promise<{ readonly url: string; close(): void }> {
  const usual = (await npm(['config', 'get', 'registry'], tmpdir())).trim().replace(/\/$/, '')
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const file = tarballs.find(({ path: packed }) => path === `tarballs/${basename(packed)}`)
    if (file) return void response.end(readFileSync(file.path))
    const named = tarballs.find(({ name }) => name === path)
    if (!named) return void response.writeHead(302, { location: usual + request.url }).end()
    const { name, version, path: packed } = named
    const dist = { tarball: `http://${request.headers.host}/tarballs/${basename(packed)}` }
    const versions = { [version]: { ...contentsOf(packed).manifest, dist } }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : ''
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}
