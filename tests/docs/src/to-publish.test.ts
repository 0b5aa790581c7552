import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from './pages.js'

const manifests = {
  app: { name: 'app', version: '2.0.0', dependencies: { core: '2.0.0' } },
  core: { name: 'core', version: '2.0.0' },
  inner: { name: 'inner', version: '2.0.0', private: true },
  plugin: { name: 'plugin', version: '2.0.0', peerDependencies: { store: '2.0.0' } },
  store: { name: 'store', version: '2.0.0', dependencies: { core: '2.0.0' } },
}

test('what npm lacks is published, and nothing before what it depends on', async () => {
  const registry = await registryWith({ app: ['1.0.0'], core: ['1.0.0', '2.0.0'] })
  expect(await toPublish({ registry })).toEqual({ code: 0, stdout: 'app store plugin\n' })
})

test('nothing is published while there are changesets', async () => {
  const registry = await registryWith({})
  expect(await toPublish({ registry, files: { '.changeset/change.md': '' } })).toEqual({
    code: 0,
    stdout: '\n',
  })
})

test('it fails if npm cannot be asked', async () => {
  const registry = await registryWith({}, 500)
  expect(await toPublish({ registry })).toMatchObject({ code: 1, stdout: '' })
})

/** Runs `.ci/to-publish.js` in a repository with the packages above. */
async function toPublish({ registry, files = {} }: { registry: string; files?: Record<string, string> }) {
  const folder = mkdtempSync(join(tmpdir(), 'vidhook-release-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const all = {
    '.changeset/README.md': '',
    'packages/no-package/notes.txt': '',
    ...Object.fromEntries(
      Object.entries(manifests).map(([name, manifest]) => [
        `packages/${name}/package.json`,
        JSON.stringify(manifest),
      ]),
    ),
    ...files,
  }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const env = {
    ...process.env,
    npm_config_registry: registry,
    npm_config_fetch_retries: '0',
    npm_config_cache: join(folder, 'cache'),
  }
  const child = spawn(process.execPath, [join(root, '.ci/to-publish.js')], { cwd: folder, env })
  const [stdout, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    once(child, 'close'),
  ])
  return { code, stdout: stdout.join('') }
}

/** A registry with these versions of these packages. It answers everything else with 404 or the given status. */
async function registryWith(
  packages: Readonly<Record<string, readonly string[]>>,
  otherwise = 404,
): Promise<string> {
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    const versions = packages[name]?.map((version) => [version, { name, version }])
    response.writeHead(versions ? 200 : otherwise, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(versions ? { name, 'dist-tags': {}, versions: Object.fromEntries(versions) } : {}),
    )
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/`
}
