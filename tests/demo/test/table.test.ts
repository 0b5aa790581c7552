import { createColors } from 'picocolors'
import { describe, expect, test } from 'vitest'
import type { Played } from '../src/play.js'
import { sections } from '../src/scenarios/index.js'
import { duplicate, processed, rejected, type Scenario, unrecognized } from '../src/scenarios/scenario.js'
import { createTable, fit } from '../src/table.js'

const apps = ['Express', 'Fastify', 'Next']
const plainly = createColors(false)

describe.each([80, 100, 110, 120, 140, 150, 160, 200])('%i columns wide', (width) => {
  const table = createTable(width, apps, plainly)

  test('no line is wider, whatever was answered', () => {
    const cells: Played[] = [
      { answers: [unrecognized], durationMs: 999.4 },
      { answers: [processed('a'), duplicate], durationMs: 9_999 },
      { answers: [], durationMs: 0, complaint: 'no answer: fetch failed' },
    ]
    const lines = sections.flatMap(({ title, scenarios }) => [
      table.section(title),
      ...scenarios.map((scenario) => table.row(scenario, cells)),
    ])
    for (const line of [table.heading(), ...lines]) expect(line.length).toBeLessThan(width)
  })

  test('columns begin where their headings do', () => {
    const row = table.row(scenarioOf(rejected(401)), [played(2), played(34), played(567)])
    for (const [index, app] of apps.entries()) {
      const column = table.heading().indexOf(app.toUpperCase())
      expect(row.slice(column)).toMatch(/^✓ (401 rejected)? *\d+ms/)
      expect(row.slice(column)).toContain(['2ms', '34ms', '567ms'][index])
    }
  })
})

test('a wider terminal is told more', () => {
  const row = (width: number) =>
    createTable(width, apps, plainly).row(scenarioOf(processed('handler_of_it')), [
      { answers: [processed('handler_of_it')], durationMs: 1 },
    ])
  expect(row(80)).not.toContain('handler_of_it')
  expect(row(120)).toContain('handler_of_it')
  expect(row(160)).toMatch(/handler_of_it +✓ 200 processed/)
})

test('a row in flight shows whose turn it is', () => {
  const row = createTable(80, apps, plainly).row(scenarioOf(rejected(401)), [played(5), 'in flight'], '⠋')
  expect(row).toMatch(/✓ +5ms +⠋ *$/)
})

test('a wrong answer is shown in the place of its time', () => {
  const wrong: Played = { answers: [duplicate], durationMs: 5, complaint: 'not that' }
  expect(createTable(80, apps, plainly).row(scenarioOf(rejected(401)), [wrong])).toMatch(/✗ 2\S+$/)
})

test('a text that is too long loses its middle, and keeps its end', () => {
  expect(fit('generated_video_success', 12)).toBe('genera…ccess')
  expect(fit('generated_video_failed', 12)).toBe('genera…ailed')
  expect(fit('short', 12)).toBe('short       ')
})

function scenarioOf(promised: Scenario['promised'][number][number]): Scenario {
  return { sent: 'something', promised: [[promised]], requests: async () => [] }
}

function played(durationMs: number): Played {
  return { answers: [rejected(401)], durationMs }
}
