import type { Io } from '../io.js'
import { say } from '../io.js'
import { scheduleFor } from '../providers/senders.js'
import type { Finding } from './diagnose.js'
import { idPrefix } from './doctor-event.js'
import type { Target } from './lab.js'
import { helpLink, type Probe } from './probe.js'
import { countsOf, type Report, shownTarget, summaryOf } from './summary.js'

/** Writes the report while the probes run. */
export interface TextReport {
  starting(probe: Probe): void
  finding(finding: Finding): void
  end(report: Report): void
}

export function textReport(io: Io, target: Target): TextReport {
  const { colors, stdout } = io
  let group: string | undefined
  /** Findings of the group that have a cause in common. They are shown together at its end. */
  let related: Finding[] = []
  const rewrites = stdout.isTTY === true && io.env.TERM !== 'dumb'
  const clear = () => void (rewrites && stdout.write('\r\x1b[2K'))
  const heading = (title: string) => {
    if (title === group) return
    showRelated()
    group = title
    say(stdout, `\n${colors.bold(title)}`)
  }

  const showRelated = () => {
    for (const line of relatedLines(related, io)) say(stdout, line)
    related = []
  }

  say(stdout, `${colors.bold(shownTarget(target))}, as ${scheduleFor(target.provider).provider} would`)
  say(stdout, `Sends ${target.event}. All ids contain ${idPrefix(target.runId)}.`)

  return {
    starting({ title }) {
      if (rewrites) stdout.write(`  ${colors.dim(`· ${title.slice(0, (stdout.columns ?? 80) - 5)}`)}`)
    },
    finding(finding) {
      clear()
      heading(finding.group)
      if (finding.cause !== undefined) return void related.push(finding)
      for (const line of linesOf(finding, io)) say(stdout, line)
    },
    end({ findings, target: { runId } }) {
      showRelated()
      const summary = summaryOf(findings)
      say(stdout, `\n${(summary.ok ? colors.green : colors.red)(countsOf(summary))}.`)
      const repeated = findings.filter(
        ({ probe, verdict }) => REPEATS.includes(probe.id) && verdict === 'passed',
      )
      if (repeated.length === 0) return
      say(
        stdout,
        `The doctor cannot see your handlers. Check in your log that each of these events was handled once:`,
      )
      for (const { probe } of repeated) say(stdout, `  ${idPrefix(runId)}_${probe.id.replaceAll('-', '_')}_1`)
    },
  }
}

/** Sent more than once. If they were acknowledged, only the log shows how often they were handled. */
const REPEATS: readonly string[] = ['duplicate', 'duplicate-at-once']

/** A line for each cause, and under it the probes that it explains. */
function relatedLines(findings: readonly Finding[], { colors }: Io): readonly string[] {
  const causes = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = `${finding.verdict}: ${finding.cause}`
    causes.set(key, [...(causes.get(key) ?? []), finding])
  }
  return [...causes].flatMap(([cause, explained]) => {
    const failed = explained.some(({ verdict }) => verdict === 'failed')
    const mark = failed ? colors.red('✗') : colors.yellow('?')
    return [
      `  ${mark} ${explained.length}${failed ? ' more' : ''} ${cause}`,
      ...explained.map(({ probe }) => `    ${colors.dim(probe.title)}`),
    ]
  })
}

function linesOf(
  { verdict, severity, means, probe, found }: Finding,
  { colors, stdout }: Io,
): readonly string[] {
  const width = Math.min(stdout.columns ?? 100, 100)
  const labeled = (label: string, text: string) =>
    wrapped(text, width - 12).map(
      (line, index) => `    ${colors.dim((index === 0 ? label : '').padEnd(8))}${line}`,
    )
  switch (verdict) {
    case 'passed':
      return [`  ${colors.green('✓')} ${probe.title}`]
    case 'skipped':
      return [`  ${colors.dim('-')} ${colors.dim(probe.title)}`, ...labeled('skipped', found)]
    case 'unclear':
      return [`  ${colors.yellow('?')} ${probe.title}`, ...labeled('unclear', found)]
    case 'failed': {
      const paint = severity === 'advice' ? colors.yellow : colors.red
      return [
        `  ${paint('✗')} ${colors.bold(probe.title)} ${paint(`(${severity})`)}`,
        ...labeled('sent', probe.sends),
        ...labeled('found', found),
        ...labeled('good', probe.good),
        ...labeled('means', means),
        ...labeled('to fix', probe.fix),
        `    ${colors.dim('more'.padEnd(8))}${colors.cyan(helpLink(probe))}`,
      ]
    }
  }
}

/** Words longer than a line are not split: the terminal does that. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
