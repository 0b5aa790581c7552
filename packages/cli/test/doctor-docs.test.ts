import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { helpLink } from '../src/doctor/probe.js'
import { probeGroups } from '../src/doctor/probes/index.js'
import { probeSections } from './doctor-docs.js'

const page = readFileSync(new URL('../../../docs/cli-doctor.md', import.meta.url), 'utf8')
const probesOf = (provider: Parameters<typeof probeGroups>[0]) =>
  probeGroups(provider).flatMap(({ probes }) => probes)

test('the page explains every probe in the words of the report', () => {
  expect(page).toContain(probeSections())
})

test('the link of every probe leads to its heading', () => {
  for (const probe of [...probesOf('jogg'), ...probesOf('hoox'), ...probesOf('mux'), ...probesOf('luma')]) {
    expect(helpLink(probe)).toMatch(new RegExp(`/docs/cli-doctor\\.md#${probe.id}$`))
    expect(page).toContain(`\n### ${probe.id}\n`)
  }
})

test.each(['jogg', 'hoox', 'mux', 'luma'] as const)('no two probes of %s have one id', (provider) => {
  const ids = probesOf(provider).map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)])
})
