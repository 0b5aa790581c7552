import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pinned } from '../child.js'

const folder = fileURLToPath(new URL('next', import.meta.url))
const next = fileURLToPath(import.meta.resolve('next/dist/bin/next'))
const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }

export async function buildNext() {
  await promisify(execFile)(process.execPath, [next, 'build'], { cwd: folder, env })
}

/** `next start`, in a process of its own. Asked by HTTP what it has done, since its routes are all that is ours in it. */
export async function startNext({ core }) {
  const port = await freePort()
  const [command, ...args] = pinned(core, [
    process.execPath,
    next,
    'start',
    '-p',
    String(port),
    '-H',
    '127.0.0.1',
  ])
  const server = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const state = async () => (await fetch(`http://127.0.0.1:${port}/state`)).json()
  await ready(server)
  return {
    port,
    state,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return
      server.kill('SIGKILL')
      await once(server, 'exit')
    },
  }
}

async function ready({ stdout, stderr }) {
  let said = ''
  await new Promise((resolve, reject) => {
    stderr.on('data', (text) => {
      said += text
    })
    stdout.on('data', (text) => {
      said += text
      if (/ready in/i.test(said)) resolve()
    })
    stdout.once('end', () => reject(new Error(`Next did not start: ${said}`)))
  })
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
