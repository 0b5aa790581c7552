import { readFileSync } from 'node:fs'
import { createPackageFromTarballData } from '@arethetypeswrong/core'

export interface Contents {
  /** The text of each file by its path: `dist/index.js`. */
  readonly files: ReadonlyMap<string, string>
  readonly manifest: PublishedManifest
}

interface PublishedManifest {
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** Reads the files in a package's tarball. */
export function contentsOf(path: string): Contents {
  const unpacked = createPackageFromTarballData(new Uint8Array(readFileSync(path)))
  const folder = `/node_modules/${unpacked.packageName}/`
  const files = new Map(
    unpacked.listFiles().map((file) => [file.replace(folder, ''), unpacked.readFile(file)] as const),
  )
  const manifest: PublishedManifest = JSON.parse(files.get('package.json') ?? '')
  return { files, manifest }
}
