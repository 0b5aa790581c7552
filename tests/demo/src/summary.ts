import type { Colors } from 'picocolors/types'
import type { App } from './app-process.js'
import type { Result } from './run-demo.js'

/** The results by app, and everything that was not as promised. */
export interface Summary {
  readonly complaints: readonly string[]
  readonly tallies: readonly Tally[]
}

interface Tally {
  readonly app: string
  readonly answers: number
  readonly handled: number
  readonly medianMs: number
}

/** @param apps must have ended, so that all their lines about deliveries have been read. */
export function summarize(results: readonly Result[], apps: readonly App[]): Summary {
  return {
    complaints: [
      ...results.flatMap(({ app, sent, complaint }) => (complaint ? [`${app}, ${sent}: ${complaint}`] : [])),
      // Every answer has taken its own line.
      ...apps.flatMap(({ name, deliveries }) =>
        deliveries
          .rest()
          .map(({ status, outcome }) => `${name} reported a delivery that nobody sent: ${status} ${outcome}`),
      ),
    ],
    tallies: apps.map(({ name }) =>
      tally(
        name,
        results.filter(({ app }) => app === name),
      ),
    ),
  }
}

export function linesOf({ complaints, tallies }: Summary, colors: Colors): readonly string[] {
  const verdict =
    complaints.length === 0
      ? `${colors.green('✓')} ${colors.bold('Every answer was as promised.')}`
      : `${colors.red('✗')} ${colors.bold(`Not as promised (${complaints.length}):`)}`
  return [
    '',
    verdict,
    ...complaints.map((complaint) => `  ${complaint}`),
    ...tallies.map(({ app, answers, handled, medianMs }) =>
      colors.dim(`  ${app}: ${answers} answers, ${handled} by handlers, median ${medianMs.toFixed(1)} ms`),
    ),
    '',
  ]
}

function tally(app: string, results: readonly Result[]): Tally {
  const answers = results.flatMap((result) => result.answers)
  const times = results.map(({ durationMs }) => durationMs).sort((a, b) => a - b)
  return {
    app,
    answers: answers.length,
    handled: answers.filter(({ handlers }) => handlers.length > 0).length,
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
  }
}
