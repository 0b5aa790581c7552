import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { npm } from './npm.js'

/** The fields of a project's package.json that are used here. */
interface Manifest {
  readonly dependencies?: Versions
  readonly devDependencies?: Versions
}
type Versions = Readonly<Record<string, string>>

/**
 * Copies a project out of this repository and installs what its package.json asks for, as its author would: the packages
 * from their tarballs, everything else from the registry.
 *
 * @param name its folder, below `projects`
 * @param other versions in place of those that package.json has
 * @returns where it is
 */
export async function install(name: string, other: Versions = {}): Promise<string> {
  const folder = mkdtempSync(join(inject('projectsFolder'), `${name}-`))
  cpSync(fileURLToPath(new URL(`../projects/${name}`, import.meta.url)), folder, { recursive: true })
  const file = join(folder, 'package.json')
  const manifest: Manifest = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(fromTarballs(manifest, other)))
  // Without unrequested peers: Next has hundreds of megabytes.
  await npm(['install', '--legacy-peer-deps', '--prefer-offline', '--no-audit', '--no-fund'], folder)
  return folder
}

function fromTarballs(manifest: Manifest, other: Versions): object {
  const tarballs = Object.fromEntries(inject('tarballs').map(({ name, path }) => [name, `file:${path}`]))
  const versions = (asked: Versions = {}) =>
    Object.fromEntries(
      Object.entries(asked).map(([name, version]) => [name, tarballs[name] ?? other[name] ?? version]),
    )
  return {
    ...manifest,
    dependencies: versions(manifest.dependencies),
    devDependencies: versions(manifest.devDependencies),
    // The packages depend on each other.
    overrides: tarballs,
  }
}
