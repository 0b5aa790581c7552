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
  const rewrites = stdout.isTTY === true && io.env.TERM !== 'dumb'
  const clear = () => void (rewrites && stdout.write('\r\x1b[2K'))
  const heading = (title: string) => {
    if (title === group) return
    group = title
    say(stdout, `\n${colors.bold(title)}`)
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
      for (const line of linesOf(finding, io)) say(stdout, line)
    },
    end({ findings, target: { runId } }) {
      const summary = summaryOf(findings)
      say(stdout, `\n${(summary.ok ? colors.green : colors.red)(countsOf(summary))}.`)
      say(
        stdout,
        `The doctor cannot see your handlers. Check in your log that each of these events was handled once:`,
      )
      for (const probe of ['duplicate', 'duplicate_at_once']) say(stdout, `  ${idPrefix(runId)}_${probe}_1`)
    },
  }
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
