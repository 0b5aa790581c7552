import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, inject, test } from 'vitest'
import { packagesImportedBy } from '../src/imports.js'
import { root } from '../src/pack.js'
import { contentsOf } from '../src/tarball.js'

/** Code, types, the inspector's page, the templates of `vidhook init`, and the files that every package needs. */
const EXPECTED =
  /^(package\.json|README\.md|AGENTS\.md|LICENSE|CHANGELOG\.md|THIRD_PARTY_LICENSES\.md|bin\/vidhook\.js|dist\/[\w/-]+\.(c?js|d\.c?ts|html|css|svg)|templates\/[\w/-]+(\.test)?\.ts)$/

/** The scripts that npm runs on the user's machine. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']

describe.each(inject('tarballs'))('$name', ({ name, version, path }) => {
  const { files, manifest } = contentsOf(path)
  const { dependencies = {}, peerDependencies = {} } = manifest

  test('holds code, types, a page for npm, one for coding agents and the licenses, and nothing else', () => {
    expect([...files.keys()].filter((file) => !EXPECTED.test(file))).toEqual([])
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'AGENTS.md', 'LICENSE']),
    )
  })

  test('does not say where it was built, nor leads to a source map that is not there', () => {
    for (const [file, text] of files) {
      expect(text, file).not.toContain(root)
      expect(text, file).not.toContain(`${homedir()}/`)
      expect(text, file).not.toMatch(/[#@] sourceMappingURL=/)
    }
  })

  test('runs nothing when it is installed', () => {
    expect(Object.keys(manifest.scripts ?? {}).filter((script) => INSTALL_SCRIPTS.includes(script))).toEqual(
      [],
    )
  })

  test('asks for versions that the registry has, and for those of its siblings that it was built with', () => {
    for (const [dependency, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
      if (dependency.startsWith('@vidhook/')) expect(range, dependency).toBe(version)
      else expect(range, dependency).toMatch(/^[\^>=]*\d[\d.]*( <\d+)?$/)
    }
  })

  test('imports what it asks for, and asks for what it imports', () => {
    // The templates of `vidhook init` become code of the user's project, which has its own dependencies.
    const code = new Map([...files].filter(([file]) => !file.startsWith('templates/')))
    const imported = packagesImportedBy(code)
    const declared = Object.keys({ ...dependencies, ...peerDependencies })
    expect(imported.filter((each) => each !== name && !declared.includes(each))).toEqual([])
    expect(Object.keys(dependencies).filter((each) => !imported.includes(each))).toEqual([])
  })

  test('is clean to publint', async () => {
    const tarball = new Uint8Array(readFileSync(path)).buffer
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  test('has types that are right wherever they are resolved, or none', async () => {
    const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(path))))
    // The command line is not a library. Its only TypeScript is the templates of `vidhook init`.
    if (name === 'vidhook') expect([...files.keys()].filter((file) => /\.d\.c?ts$/.test(file))).toEqual([])
    else expect(checked).toMatchObject({ types: { kind: 'included' }, problems: [] })
  })
})
