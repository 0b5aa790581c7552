import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { page, root } from './pages.js'

const { text } = page('docs/comparison.md')

const [, , ...rows] = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
const sources = new Map(
  [...text.matchAll(/^\[([\w-]+)\]: (\S+)$/gm)].map(([, name = '', url = '']) => [name, url]),
)

/** What needs no source: that something is not there to be had, or what we could not find out. */
const NEEDS_NO_SOURCE =
  /^(not verified|none|none needed|not checked|left to you|you read it|nothing is claimed|GitHub signs none)$/

describe('docs/comparison.md', () => {
  test.each(rows.map((row) => [row[0] ?? '', row] as const))(
    '%s: ours has a test',
    (_feature, [, ours = '']) => {
      const tests = [...ours.matchAll(/\]\(\.\.\/([^)]+\.test(?:-d)?\.ts)\)/g)].map(([, path = '']) => path)
      expect(tests).not.toEqual([])
      expect(tests.filter((path) => !existsSync(join(root, path)))).toEqual([])
    },
  )

  test.each(rows.map((row) => [row[0] ?? '', row] as const))(
    '%s: the others have a source',
    (_feature, row) => {
      for (const cell of row.slice(2).filter((each) => !NEEDS_NO_SOURCE.test(each)))
        expect(cell).toMatch(/\[[^\]]+\]\[[\w-]+\]/)
    },
  )

  test('every source is a file at a commit, and is cited', () => {
    const cited = [...text.matchAll(/\]\[([\w-]+)\]/g)].map(([, name = '']) => name)
    expect([...new Set(cited)].sort()).toEqual([...sources.keys()].sort())
    for (const [name, url] of sources)
      if (name.includes('-'))
        expect(url).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w.-]+\/(blob|tree)\/[0-9a-f]{40}\//)
  })
})
