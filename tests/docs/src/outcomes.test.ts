import { expect, test } from 'vitest'
import { type Page, page, pages } from './pages.js'
import { publishedTypes } from './published-types.js'

const kinds = publishedTypes('core').membersOf('OutcomeKind')

test('docs/outcomes.md has every outcome, and no other', () => {
  expect([...new Set(rowsOf(page('docs/outcomes.md')))].sort()).toEqual([...kinds].sort())
})

test('no other page has a table of outcomes', () => {
  const others = pages().filter((each) => rowsOf(each).filter((kind) => kinds.includes(kind)).length > 3)
  expect(others.map(({ path }) => path)).toEqual(['docs/outcomes.md'])
})

/** What the rows of a table begin with that have a status in their second column. */
function rowsOf({ text }: Page): readonly string[] {
  return [...text.matchAll(/^\| `(\w+)` +\| \d{3}/gm)].map(([, kind = '']) => kind)
}
