import { hooxSamples, joggSamples } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { page } from './pages.js'
import { blocksOf } from './samples.js'

const events = page('docs/events.md')

describe('docs/events.md', () => {
  test.each(Object.entries(joggSamples))('shows JoggAI’s %s as the testing kit sends it', (name, data) => {
    expect(exampleOf(name)).toEqual({
      event_id: 'evt_123456789',
      event: name,
      timestamp: 1732806631,
      data,
    })
    expect(events.text).toContain(`| [\`${name}\`](#${name})`)
  })

  test.each(Object.entries(hooxSamples))('shows Hoox’s %s as the testing kit sends it', (name, event) => {
    expect(exampleOf(name)).toEqual(event)
    expect(events.text).toContain(`| [\`${name}\`](#${name.replace('.', '')})`)
  })

  test('shows no event that there is not', () => {
    const shown = [...events.text.matchAll(/^### (.+)$/gm)].map(([, name]) => name)
    expect(shown).toEqual([...Object.keys(joggSamples), ...Object.keys(hooxSamples)])
  })
})

/** The JSON below an event's heading. */
function exampleOf(name: string): unknown {
  const section = events.text.split(`\n### ${name}\n`)[1]?.split('\n## ')[0] ?? ''
  const [example] = blocksOf({ ...events, text: section })
  return JSON.parse(example?.code ?? 'null')
}
