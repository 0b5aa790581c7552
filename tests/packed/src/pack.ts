import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from './npm.js'

/** The root of this repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A published package, as its users download it. */
export interface Tarball {
  /** The package's: `@vidhook/core`. */
  readonly name: string
  readonly version: string
  readonly path: string
}

/** `npm pack` of every package that is published. */
export async function packAll(destination: string): Promise<readonly Tarball[]> {
  const workspaces = publishedPackages().flatMap((name) => ['--workspace', name])
  const packed: readonly { readonly name: string; readonly version: string; readonly filename: string }[] =
    JSON.parse(await npm(['pack', '--json', '--pack-destination', destination, ...workspaces], root))
  return packed.map(({ name, version, filename }) => ({ name, version, path: join(destination, filename) }))
}

function publishedPackages(): readonly string[] {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const manifest: { readonly name: string; readonly private?: boolean } = JSON.parse(
      readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
    )
    return manifest.private ? [] : manifest.name
  })
}
