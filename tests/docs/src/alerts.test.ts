import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { ATTRIBUTE, CONVENTION, MESSAGING } from '../../../packages/otel/src/names.js'
import { exportedMetrics } from './metrics.js'
import { page, root } from './pages.js'

interface Rule {
  readonly alert: string
  readonly expr: string
}

interface RuleTest {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[]
}

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[]
}

const folder = join(root, 'docs/observability')
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8')
const { groups }: { groups: readonly { rules: readonly Rule[] }[] } = parse(textOf('alerts.yml'))
const { tests }: { tests: readonly RuleTest[] } = parse(textOf('alerts.test.yml'))
const dashboard: Dashboard = JSON.parse(textOf('dashboard.json'))
const rules = groups.flatMap((group) => group.rules)
const names = rules.map(({ alert }) => alert).sort()

describe.runIf(canRunPromtool())('promtool', () => {
  test.each([
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ])('%s %s %s succeeds', (...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
    expect(stdout + stderr).not.toContain('FAILED')
    expect(status).toBe(0)
  })

  test('understands every expression of the dashboard', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'vidhook-dashboard-')), 'rules.json')
    onTestFinished(() => rmSync(join(file, '..'), { recursive: true }))
    const rules = dashboard.panels
      .flatMap(({ targets = [] }) => targets)
      .map(({ expr }, index) => ({
        record: `query_${index}`,
        expr: expr.replaceAll('$__rate_interval', '5m'),
      }))
    expect(rules.length).toBeGreaterThan(10)
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
    expect(stdout + stderr).toContain(`SUCCESS: ${rules.length} rules found`)
    expect(status).toBe(0)
  })
})

test('every alert fires in a test', () => {
  const firing = tests
    .flatMap((each) => each.alert_rule_test)
    .filter(({ exp_alerts }) => exp_alerts.length > 0)
    .map(({ alertname }) => alertname)
  expect([...new Set(firing)].sort()).toEqual(names)
})

test('every alert, and no other, is in the table of the alerts and in the runbook', () => {
  const alertsIn = (path: string, heading: string) => {
    const section = page(path).text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
    return [...new Set([...section.matchAll(/`(Webhook\w+)`/g)].map(([, name]) => name))].sort()
  }
  expect(alertsIn('docs/observability.md', 'Alerts')).toEqual(names)
  expect(alertsIn('docs/production.md', 'Runbook')).toEqual(names)
})

describe('the metrics and labels that exist', () => {
  let series: readonly string[]
  beforeAll(async () => {
    series = (await exportedMetrics()).flatMap((metric) => metric.series)
  })
  const labels = Object.values({ ...ATTRIBUTE, ...CONVENTION, ...MESSAGING }).map((name) =>
    name.replaceAll('.', '_'),
  )
  const expressions = (text: string) =>
    [...text.matchAll(/"(?:expr|query|legendFormat)": "((?:[^"\\]|\\.)*)"/g)].map(([, json]) =>
      String(JSON.parse(`"${json}"`)),
    )

  test.each([
    ['alerts.yml', rules.map(({ expr }) => expr)],
    ['alerts.test.yml', [...textOf('alerts.test.yml').matchAll(/series: '(.*)'/g)].map(([, it = '']) => it)],
    ['dashboard.json', expressions(textOf('dashboard.json'))],
  ])('are the only ones in %s', (_file, texts) => {
    const used = texts.flatMap((text) => [...text.matchAll(/\b(?:vidhook|messaging|error|http)_\w+/g)])
    const unknown = used
      .map(([name]) => name)
      .filter((name) => !series.includes(name) && !labels.includes(name))
    expect(used.length).toBeGreaterThan(10)
    expect(unknown).toEqual([])
  })

  test('are all on the dashboard, as far as they are metrics', async () => {
    const text = textOf('dashboard.json')
    const metrics = await exportedMetrics()
    expect(
      metrics.map(({ prometheusName }) => prometheusName).filter((name) => !text.includes(name)),
    ).toEqual([])
  })
})

function canRunPromtool(): boolean {
  const { error } = spawnSync('promtool', ['--version'])
  if (error && process.env.CI) throw error
  if (error) console.warn('Skipped: no promtool. Install prometheus to test the alerts.')
  return !error
}
