// Prints the names of the packages to publish: those whose version npm does not have. A package comes after those it depends on.
// Prints none while there are changesets: their versions are not made yet.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const hasChangesets = readdirSync('.changeset').some((file) => file.endsWith('.md') && file !== 'README.md')
const toPublish = hasChangesets ? [] : inOrder(published()).filter(isNew)
console.log(toPublish.map(({ name }) => name).join(' '))

/** The manifests of what goes to npm. */
function published() {
  return readdirSync('packages')
    .map((folder) => `packages/${folder}/package.json`)
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
    .filter((manifest) => !manifest.private)
}

function inOrder(manifests) {
  const ordered = new Set()
  const add = (manifest) => {
    const needed = { ...manifest.dependencies, ...manifest.peerDependencies }
    for (const other of manifests) if (other.name in needed) add(other)
    ordered.add(manifest)
  }
  for (const manifest of manifests) add(manifest)
  return [...ordered]
}

function isNew({ name, version }) {
  const { status, stdout, stderr } = spawnSync('npm', ['view', `${name}@${version}`, 'version', '--json'], {
    encoding: 'utf8',
  })
  if (status === 0) return false
  if (JSON.parse(stdout || '{}').error?.code === 'E404') return true
  throw new Error(`npm cannot say whether it has ${name}@${version}. ${stderr}`)
}
