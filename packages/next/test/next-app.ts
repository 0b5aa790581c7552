import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const fixture = fileURLToPath(new URL('fixture', import.meta.url))
const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' as const }

/** `next build` of the fixture, without any secret in the environment. */
export async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [next, 'build'], { cwd: fixture, env, timeout: 300_000 })
}

/** `next start` of the built fixture on a free port, with further variables. */
export async function start(ledgerUrl: string, variables: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [next, 'start', '--port', '0', '--hostname', '127.0.0.1'], {
    cwd: fixture,
    env: { ...env, LEDGER_URL: ledgerUrl, ...variables },
  })
  const output = collect(child)
  const url = await output.find(/http:\/\/127\.0\.0\.1:\d+/)
  return {
    url,
    /** Resolves with the matching output, once there is some. */
    logged: (pattern: RegExp) => output.find(pattern),
    close: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

function collect(child: ChildProcess) {
  let text = ''
  const searches = new Set<() => void>()
  const search = () => {
    for (const each of searches) each()
  }
  const take = (chunk: unknown) => {
    text += String(chunk)
    search()
  }
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  return {
    find: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const check = () => {
          const found = pattern.exec(text)
          if (found) resolve(found[0])
        }
        searches.add(check)
        child.once('exit', (code) => reject(new Error(`next start ended with code ${code}:\n${text}`)))
        check()
      }),
  }
}
