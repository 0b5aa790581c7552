/** Installs the runtimes if they are missing or the lock file has changed. An error is one line. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

const lock = await readFile(here('package-lock.json'), 'utf8')
// Written last, so that an interrupted installation is repeated.
const installedLock = here('node_modules/.installed-lock.json')

if ((await readFile(installedLock, 'utf8').catch(() => '')) !== lock) {
  console.log('Installing Node 20, 22, 24 and 26, Bun, Deno and workerd. That is 1 GB, once …')
  try {
    await promisify(execFile)('npm', ['ci'], { cwd: here('.') })
    await writeFile(installedLock, lock)
  } catch (error) {
    console.error(`The runtimes could not be installed: ${problemIn(error)}`)
    process.exitCode = 1
  }
}

/** The essential line of npm's error output. */
function problemIn({ message, stderr = '' }) {
  const lines = [...stderr.matchAll(/^npm error (.+)$/gm)].map(([, line]) => line)
  const code = lines.find((line) => line.startsWith('code '))?.slice('code '.length)
  if (['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTCACHED'].includes(code))
    return `the npm registry cannot be reached (${code}).`
  const reason = lines.find((line) => !/^(code|errno|syscall) /.test(line)) ?? message.split('\n')[0]
  return `${reason} (npm ci in ${here('.')} says more.)`
}
