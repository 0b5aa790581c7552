import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const installed = fileURLToPath(new URL('node_modules/node/bin/node', import.meta.url))

/** Runs before the tests: installs a Node with `node:sqlite` if there is none. */
export default function install(): void {
  if (!existsSync(nodeWithSqlite()))
    execFileSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The Node that runs this, if it is 22.13 or newer, else the one installed in this folder. */
export function nodeWithSqlite(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13) ? process.execPath : installed
}
