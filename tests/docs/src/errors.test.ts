import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { headingsOf, page, root } from './pages.js'
import { publishedTypes } from './published-types.js'

const errors = page('docs/errors.md')
const core = sourcesOf('packages/core/src')
const bullmq = sourcesOf('packages/bullmq/src')
const { membersOf } = publishedTypes('core')

/** The codes that the log links to. */
const withHelp = wordsIn(core + bullmq, /helpLink\('(\w+)'\)/g)

test('every code that an answer or the log can carry has a heading in docs/errors.md, and no other', () => {
  const codes = new Set([...membersOf('OutcomeCode'), ...membersOf('MisconfiguredCode'), ...withHelp])
  const explained = headingsOf(errors).filter((heading) => /^[a-z_]+$/.test(heading))
  expect(withHelp).toContain('memory_store')
  expect(explained.sort()).toEqual([...codes].sort())
})

test('every reason to call a delivery unauthenticated is explained', () => {
  const words = wordsIn(core, /'((?:signature|callback|hoox|timestamp|token)_\w+)'/g).filter(
    (word) => !withHelp.includes(word),
  )
  // A callback's reasons are those of verifyHmac(), under its own names.
  const reasons = new Set([...words, 'callback_malformed', 'callback_mismatch'])
  const section = errors.text.split('\n### unauthenticated\n')[1]?.split('\n### ')[0] ?? ''
  expect(reasons).toContain('signature_mismatch')
  expect(wordsIn(section, /^\| `(\w+)`/gm).sort()).toEqual([...reasons].sort())
})

function wordsIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, word = '']) => word)
}

function sourcesOf(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'))
    .join('\n')
}
