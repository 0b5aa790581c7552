import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const installed = fileURLToPath(new URL('node_modules/node/bin/node', import.meta.url))

/** Before the tests: sees to it that there is a Node with `node:sqlite`. */
export default function install(): void {
  if (!existsSync(nodeWithSqlite()))
    execFileSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The one that runs this, from 22.13 on, or else the one of the folder that this file is in. */
export function nodeWithSqlite(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13) ? process.execPath : installed
}
