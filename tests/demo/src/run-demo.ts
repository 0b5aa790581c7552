import { randomBytes } from 'node:crypto'
import { type App, type Program, startApp } from './app-process.js'
import { type Played, play } from './play.js'
import type { Section, Target } from './scenarios/scenario.js'
import type { Screen } from './screen.js'
import { linesOf, summarize } from './summary.js'
import { type Cell, createTable } from './table.js'

export interface Demo {
  readonly programs: readonly Program[]
  readonly sections: readonly Section[]
  readonly screen: Screen
  /** Aborts the demo and its apps. */
  readonly signal: AbortSignal
}

/** One app's answer to one row. */
export interface Result extends Played {
  readonly app: string
  readonly sent: string
}

/** Starts the apps, sends everything to each of them, and shows the answers. `true` if all were as promised. */
export async function runDemo(demo: Demo): Promise<boolean> {
  const secrets = { joggSecret: `whsec_${randomSecret()}`, hooxSecret: randomSecret() }
  const apps = await startAll(demo, secrets)
  try {
    const results = await playAll(demo, apps, secrets)
    await stopAll(apps)
    const summary = summarize(results, apps)
    demo.screen.print(...linesOf(summary, demo.screen.colors))
    return summary.complaints.length === 0
  } finally {
    await stopAll(apps)
  }
}

type Secrets = Pick<Target, 'joggSecret' | 'hooxSecret'>

async function startAll({ programs, screen, signal }: Demo, secrets: Secrets): Promise<readonly App[]> {
  const { bold, dim } = screen.colors
  screen.print(
    '',
    bold(`vidhook: signed webhooks over real HTTP, to ${programs.length} apps side by side`),
    '',
  )
  screen.draw((frame) => [`${frame} Starting ${programs.map(({ name }) => name).join(', ')}`])

  const env = { JOGG_WEBHOOK_SECRET: secrets.joggSecret, HOOX_CALLBACK_SECRET: secrets.hooxSecret }
  const starts = await Promise.allSettled(
    programs.map(async (program) => {
      const app = await startApp(program, { env, signal })
      screen.print(`${app.name.padEnd(8)} ${dim(app.url)}`)
      return app
    }),
  )
  const apps = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const failure = starts.find((start) => start.status === 'rejected')
  if (!failure) return apps
  await stopAll(apps)
  throw failure.reason
}

async function stopAll(apps: readonly App[]): Promise<void> {
  await Promise.all(apps.map((app) => app.stop()))
}

async function playAll(
  { sections, screen, signal }: Demo,
  apps: readonly App[],
  secrets: Secrets,
): Promise<readonly Result[]> {
  const table = createTable(
    screen.width,
    apps.map(({ name }) => name),
    screen.colors,
  )
  const results: Result[] = []
  const total = sections.reduce((sum, { scenarios }) => sum + scenarios.length, 0)
  let row = 0

  screen.print('', table.heading())
  for (const { title, scenarios } of sections) {
    screen.print('', table.section(title))
    for (const scenario of scenarios) {
      row++
      const cells: Cell[] = apps.map(() => undefined)
      screen.draw((frame) => [table.row(scenario, cells, frame), '', progress(row, total, screen)])
      // One app after the other, so that they do not slow each other down.
      for (const [index, app] of apps.entries()) {
        cells[index] = 'in flight'
        const played = await play(scenario, app, targetOf(app, secrets))
        signal.throwIfAborted()
        cells[index] = played
        results.push({ ...played, app: app.name, sent: scenario.sent })
      }
      screen.print(table.row(scenario, cells))
    }
  }
  screen.draw(() => [])
  return results
}

function targetOf({ url }: App, secrets: Secrets): Target {
  return { appUrl: url, joggUrl: `${url}/webhooks/jogg`, hooxUrl: `${url}/webhooks/hoox`, ...secrets }
}

function progress(row: number, total: number, { colors }: Screen): string {
  const width = 40
  const done = Math.round((row / total) * width)
  return `${colors.green('━'.repeat(done))}${colors.dim('━'.repeat(width - done))} ${row} of ${total}`
}

function randomSecret(): string {
  return randomBytes(24).toString('hex')
}
