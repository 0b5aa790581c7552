import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { helpLink } from '../src/doctor/probe.js'
import { probeGroups } from '../src/doctor/probes/index.js'
import { probesPage } from './doctor-docs.js'

const page = readFileSync(new URL('../../../docs/doctor-probes.md', import.meta.url), 'utf8')
const probesOf = (provider: Parameters<typeof probeGroups>[0]) =>
  probeGroups(provider).flatMap(({ probes }) => probes)

test('the page is the one that doctor-docs.write.ts writes', () => {
  expect(page).toBe(probesPage())
})

test('the link of every probe leads to its heading', () => {
  for (const probe of [...probesOf('jogg'), ...probesOf('hoox'), ...probesOf('mux'), ...probesOf('luma')]) {
    expect(helpLink(probe)).toMatch(new RegExp(`/docs/doctor-probes\\.md#${probe.id}$`))
    expect(page).toContain(`\n### ${probe.id}\n`)
  }
})

test.each(['jogg', 'hoox', 'mux', 'luma'] as const)('no two probes of %s have one id', (provider) => {
  const ids = probesOf(provider).map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)])
})
