import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { root } from '../src/pack.js'
import { install } from '../src/project.js'
import { contentsOf } from '../src/tarball.js'

type Lock = Readonly<Record<string, { readonly hasInstallScript?: boolean; readonly dev?: boolean }>>

describe('what the packages bring with them', () => {
  test('runs no script when it is installed', async () => {
    const installed = lockAt(join(await install('everything'), 'node_modules', '.package-lock.json'))
    const names = Object.keys(installed).map((path) => path.replace(/^.*node_modules\//, ''))
    expect(names).toEqual(expect.arrayContaining(inject('tarballs').map(({ name }) => name)))
    expect(Object.keys(installed).filter((path) => installed[path]?.hasInstallScript)).toEqual([])
  })

  test('is seen by `npm audit --omit=dev`, what is bundled included', () => {
    const lock = lockAt(join(root, 'package-lock.json'))
    const bundled = inject('tarballs').flatMap(({ path }) => {
      const licenses = contentsOf(path).files.get('THIRD_PARTY_LICENSES.md') ?? ''
      return [...licenses.matchAll(/^## (.+)$/gm)].map(([, name = '']) => name)
    })
    expect(bundled).toContain('zod')
    const isBundled = (path: string) =>
      bundled.includes(path.replace(/^(packages\/\w+\/)?node_modules\//, ''))
    // Of @standard-schema/spec only types are bundled: there is no code to audit.
    const unseen = Object.keys(lock).filter((path) => isBundled(path) && lock[path]?.dev)
    expect(unseen).toEqual(['node_modules/@standard-schema/spec'])
  })
})

function lockAt(path: string): Lock {
  const { packages }: { readonly packages: Lock } = JSON.parse(readFileSync(path, 'utf8'))
  return packages
}
