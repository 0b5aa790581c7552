import { senders } from '@vidhook/providers/testing'
import { describe, expect, test } from 'vitest'
import { headingsOf, page } from './pages.js'

const senderPage = page('docs/senders.md')

/** The rows of the page's tables: the sender's name, and how long it is said to wait. */
const rows = [...senderPage.text.matchAll(/^\| \[`([\w-]+)`\].*?\| (\d+) s, ([^|]*)\|/gm)].map(
  ([, name = '', seconds = '', sure = '']) => ({
    name,
    timeoutMs: Number(seconds) * 1000,
    sure: sure.trim(),
  }),
)

describe('docs/senders.md', () => {
  test('has a row and a section for each sender, with the time that its receiver goes by', () => {
    const known = Object.entries(senders).map(([name, { provider }]) => ({
      name,
      timeoutMs: provider('a secret').timeoutMs,
    }))
    expect(rows.map(({ name, timeoutMs }) => ({ name, timeoutMs }))).toEqual(known)
    expect(headingsOf(senderPage)).toEqual(
      expect.arrayContaining(Object.values(senders).map(({ title }) => title)),
    )
  })

  test('says of each how sure that time is', () => {
    for (const { name, sure } of rows) expect(sure, name).toMatch(/documented|not verified/)
  })

  test('gives the sources of each sender', () => {
    const sections = senderPage.text.split(/^### /m).slice(1)
    expect(sections).toHaveLength(Object.keys(senders).length)
    for (const section of sections) expect(section).toMatch(/^Sources?: \S+/m)
  })
})
