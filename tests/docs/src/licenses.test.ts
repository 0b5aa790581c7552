import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { publishedPackages, root } from './pages.js'

describe('a published package', () => {
  test.each(publishedPackages())('%s carries the license, and a page for npm', (name) => {
    const manifest: { readonly name: string } = JSON.parse(textOf('packages', name, 'package.json'))
    expect(textOf('packages', name, 'README.md')).toContain(`# ${manifest.name}\n`)
    expect(textOf('packages', name, 'LICENSE')).toBe(textOf('LICENSE'))
  })

  test.each(['core', 'api', 'cli', 'providers'])('%s names everything that is bundled into it', (name) => {
    const lists = textOf('packages', name, 'tsup.config.ts').match(/noExternal: \[.*\]/g) ?? []
    const names = [...lists.join().matchAll(/'([^']+)'/g)].map(([, dependency = '']) => dependency)
    expect(names).not.toEqual([])
    for (const dependency of names) {
      const notice = textOf('node_modules', dependency, licenseOf(dependency))
      const [copyright] = /^Copyright .*$/m.exec(notice) ?? []
      const section = textOf('packages', name, 'THIRD_PARTY_LICENSES.md').split(`## ${dependency}\n`)[1]
      expect(section?.split('\n## ')[0]).toContain(copyright)
    }
  })
})

function licenseOf(dependency: string): string {
  const files = readdirSync(join(root, 'node_modules', dependency))
  return files.find((file) => /^license/i.test(file)) ?? 'LICENSE'
}

function textOf(...path: readonly string[]): string {
  return readFileSync(join(root, ...path), 'utf8')
}
