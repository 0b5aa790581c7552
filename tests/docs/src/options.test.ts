import { describe, expect, test } from 'vitest'
import { page } from './pages.js'
import { publishedTypes } from './published-types.js'

const options = page('docs/options.md')
const { membersOf } = publishedTypes('core')

describe('docs/options.md', () => {
  test.each([
    ['ReceiverOptions', 'Receiver'],
    ['Context', 'What a handler gets'],
    ['DeliveryReport', 'The report'],
    ['SettledReport', 'The second report'],
    ['Receiver', 'The receiver itself'],
  ])('lists every member of %s, and no other', (type, heading) => {
    expect(membersOf(type).length).toBeGreaterThan(3)
    expect(firstColumnOf(heading).sort()).toEqual([...membersOf(type)].sort())
  })
})

/** The names in code in the first column of a section's table. */
function firstColumnOf(heading: string): string[] {
  const section = options.text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\|([^|]*)\|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)[^`]*`/g)])
    .map(([, name = '']) => name)
}
