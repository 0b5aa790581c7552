import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('.', import.meta.url)
const read = (path) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))

/** Those that vidhook is measured beside are not the workspaces': they are installed when they are needed, and kept. */
export function installPeers() {
  const { dependencies } = read('package.json')
  const isThere = ([name, version]) => {
    try {
      return read(`node_modules/${name}/package.json`).version === version
    } catch {
      return false
    }
  }
  if (!Object.entries(dependencies).every(isThere))
    execFileSync('npm', ['ci', '--silent'], { cwd: fileURLToPath(folder), stdio: 'inherit' })
  return dependencies
}

/** The version of what the workspaces have installed. */
export const versionOf = (name) => read(`../node_modules/${name}/package.json`).version
