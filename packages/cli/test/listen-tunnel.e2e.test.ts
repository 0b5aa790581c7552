import { execFile } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { useListen } from './listen-process.js'
import { temporaryFolder } from './vidhook.js'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))

// No test can reach Cloudflare. A program stands in for cloudflared: it says what the real one says, and notes its arguments. The
// package that starts it and reads what it says is the real one.
const listen = useListen()
const URL_OF_TUNNEL = 'https://stand-in-for-a-tunnel.trycloudflare.com'

describe('vidhook listen --tunnel', () => {
  test('opens a public URL for the deliveries, not for the page, and closes it at the end', async () => {
    const env = { CLOUDFLARED_BIN: standIn() }
    const { child, output, exited } = listen.spawn(['--port', '0', '--json', '--tunnel'], env)
    const line = JSON.parse(await output.until(/^(\{.*\})$/m))
    expect(line).toMatchObject({ type: 'listening', tunnel: URL_OF_TUNNEL })
    expect(JSON.parse(readFileSync(join(listen.cwd(), 'args.json'), 'utf8'))).toEqual([
      'tunnel',
      '--url',
      line.url,
    ])
    child.kill('SIGINT')
    expect(await exited).toBe(0)
    await expect.poll(() => existsSync(join(listen.cwd(), 'stopped'))).toBe(true)
  })

  test('shows the URL in a terminal', async () => {
    const { output } = listen.spawn(['--port', '0', '--tunnel'], { CLOUDFLARED_BIN: standIn() })
    expect(await output.until(/Tunnel +(\S+) \(public\)/)).toBe(URL_OF_TUNNEL)
  })

  test('says so when the tunnel ends, and goes on listening', async () => {
    const env = { CLOUDFLARED_BIN: standIn('setTimeout(() => process.exit(1), 300)') }
    const { output, child } = listen.spawn(['--port', '0', '--json', '--tunnel'], env)
    const { url } = JSON.parse(await output.until(/^(\{.*\})$/m))
    await output.until(/(The tunnel \S+ has ended)/)
    expect((await fetch(url, { method: 'POST' })).status).toBeGreaterThanOrEqual(400)
    expect(child.exitCode).toBeNull()
  })

  test('ends with exit code 2 if Cloudflare opens none', async () => {
    const bin = standIn('', 'process.exit(1)')
    const { output, exited } = listen.spawn(['--port', '0', '--tunnel'], { CLOUDFLARED_BIN: bin })
    expect(await exited).toBe(2)
    expect(output.all()).toContain('Cloudflare opened no tunnel: cloudflared ended with exit code 1.')
  })

  test('says how to get the program if it cannot be downloaded', async () => {
    const env = {
      CLOUDFLARED_BIN: join(listen.cwd(), 'no/folder/cloudflared'),
      HTTPS_PROXY: 'http://127.0.0.1:1',
    }
    const { output, exited } = listen.spawn(['--port', '0', '--tunnel'], env)
    expect(await exited).toBe(2)
    expect(output.all()).toContain('cloudflared could not be downloaded')
    expect(output.all()).toContain('set CLOUDFLARED_BIN to its path')
  })
})

test('without the package cloudflared, says how to install it', async () => {
  const { bin, cwd } = installedAlone()
  const run = await promisify(execFile)(process.execPath, [bin, 'listen', '--port', '0', '--tunnel'], {
    cwd,
  }).catch((error: unknown) => error)
  expect(run).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--tunnel needs the package cloudflared'),
  })
  expect(run).toMatchObject({ stderr: expect.stringContaining('npm install -D cloudflared') })
})

/** vidhook with its dependencies alone, without optional peers. */
function installedAlone() {
  const cwd = temporaryFolder()
  const modules = join(cwd, 'node_modules')
  cpSync(join(PACKAGE, 'dist'), join(modules, 'vidhook/dist'), { recursive: true })
  cpSync(join(PACKAGE, 'bin'), join(modules, 'vidhook/bin'), { recursive: true })
  cpSync(join(PACKAGE, 'package.json'), join(modules, 'vidhook/package.json'))
  for (const name of Object.keys(manifest.dependencies)) {
    const found = [join(PACKAGE, 'node_modules', name), join(PACKAGE, '../../node_modules', name)].find(
      (path) => existsSync(path),
    )
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(realpathSync(found ?? name), join(modules, name))
  }
  return { cwd, bin: join(modules, 'vidhook/bin/vidhook.js') }
}

/** @param after what it does once the tunnel is open @param instead what it does instead */
function standIn(after = '', instead = ''): string {
  const path = join(listen.cwd(), 'cloudflared.cjs')
  writeFileSync(
    path,
    `#!${process.execPath}
const { writeFileSync } = require('node:fs')
${instead}
writeFileSync(${JSON.stringify(join(listen.cwd(), 'args.json'))}, JSON.stringify(process.argv.slice(2)))
process.on('SIGINT', () => {
  writeFileSync(${JSON.stringify(join(listen.cwd(), 'stopped'))}, '')
  process.exit()
})
// A test that kills vidhook leaves it alone.
setInterval(() => process.ppid === 1 && process.exit(), 1000)
console.error('2026-01-01T00:00:00Z INF |  ${URL_OF_TUNNEL}  |')
setTimeout(() => {
  console.error('2026-01-01T00:00:01Z INF Registered tunnel connection connIndex=0 connection=5e6a7f0c-7c0e-4c0f-8d2b-0a4b1c2d3e4f event=0 ip=198.41.200.1 location=fra01 protocol=quic')
  ${after}
}, 50)
`,
  )
  chmodSync(path, 0o755)
  return path
}
