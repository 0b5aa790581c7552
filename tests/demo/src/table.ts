import type { Colors } from 'picocolors/types'
import { atBest, describe, type Played } from './play.js'
import type { Scenario } from './scenarios/scenario.js'

/** An app's cell: the result, or that it is running, or nothing yet. */
export type Cell = Played | 'in flight' | undefined

/** Lines of a table that fits a terminal, from 80 columns on. No line is wider than `width`. */
export interface Table {
  heading(): string
  section(title: string): string
  row(scenario: Scenario, cells: readonly Cell[], frame?: string): string
}

/** Wide enough for the longest name of an event, and for `200 unrecognized`. */
const NAME = 34
const ANSWER = 16
const BRIEF_CELL = 7
const FULL_CELL = BRIEF_CELL + 1 + ANSWER
/** A narrower column would make handlers' names useless. */
const LEAST_HANDLER = 28

/**
 * - below 110 columns: the request, the promise, and how long each app took to answer;
 * - below 151: the handlers too;
 * - from there on, each app's answer in its own column.
 */
export function createTable(width: number, apps: readonly string[], colors: Colors): Table {
  const usable = Math.max(width, 80) - 1
  const full = usable >= 150
  const cellWidth = full ? FULL_CELL : BRIEF_CELL
  const cellsWidth = apps.length * (cellWidth + 2)
  const promisedWidth = full ? 0 : ANSWER + 2
  const rest = usable - cellsWidth - promisedWidth
  const handlersWidth = rest - NAME - 2 >= LEAST_HANDLER ? Math.min(NAME, rest - NAME - 2) : 0
  const sentWidth = Math.min(NAME, rest)

  const line = (sent: string, promised: string, handlers: string, cells: readonly string[]) =>
    [sent, ...(full ? [] : [promised]), ...(handlersWidth ? [handlers] : []), ...cells].join('  ').trimEnd()

  const cell = (played: Cell, frame: string): string => {
    if (played === undefined) return colors.dim(fit('·', cellWidth))
    if (played === 'in flight') return colors.cyan(fit(frame, cellWidth))
    const wrong = played.complaint !== undefined
    const mark = wrong ? colors.red('✗') : colors.green('✓')
    const answer = describe(played.answers) || 'none'
    if (full) return `${mark} ${painted(fit(answer, ANSWER), colors)} ${colors.dim(timeOf(played))}`
    return wrong
      ? `${mark} ${colors.red(fit(answer, cellWidth - 2))}`
      : `${mark} ${colors.dim(timeOf(played))}`
  }

  return {
    heading: () =>
      colors.dim(
        line(
          fit('SENT', sentWidth),
          fit('PROMISED', ANSWER),
          fit('HANDLER', handlersWidth),
          apps.map((app) => fit(app.toUpperCase(), cellWidth)),
        ),
      ),
    section: (title) => colors.bold(fit(title, usable).trimEnd()),
    row({ sent, promised }, cells, frame = ' ') {
      const best = promised.flatMap(atBest)
      const handlers = best.flatMap((answer) => answer.handlers).join(', ') || '–'
      return line(
        fit(sent, sentWidth),
        painted(fit(describe(best), ANSWER), colors),
        colors.dim(fit(handlers, handlersWidth)),
        cells.map((each) => cell(each, frame)),
      )
    },
  }
}

/** Exactly `width` long: padded, or with its middle left out, since names with the same beginning often end differently. */
export function fit(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width)
  const tail = Math.floor((width - 1) / 2)
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`
}

function timeOf({ durationMs }: Played): string {
  const time = durationMs < 999.5 ? `${Math.round(durationMs)}ms` : `${(durationMs / 1000).toFixed(1)}s`
  return time.padStart(BRIEF_CELL - 2)
}

/** Green: done. Yellow: the sender's fault. Magenta: the provider must retry. */
function painted(answer: string, colors: Colors): string {
  const byClass: Readonly<Record<string, (text: string) => string>> = {
    2: colors.green,
    4: colors.yellow,
    5: colors.magenta,
  }
  return (byClass[answer.charAt(0)] ?? colors.red)(answer)
}
