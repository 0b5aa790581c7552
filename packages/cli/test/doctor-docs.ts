import type { Probe } from '../src/doctor/probe.js'
import { forgedHoox } from '../src/doctor/probes/forged-hoox.js'
import { forgedJogg } from '../src/doctor/probes/forged-jogg.js'
import { tooOld } from '../src/doctor/probes/forged-sender.js'
import { probeGroups } from '../src/doctor/probes/index.js'

/** The part of docs/cli-doctor.md that says what each probe is about: the probes' own words. */
export function probeSections(): string {
  const ofOthers = { title: 'Forgeries', probes: [tooOld] }
  const groups = probeGroups('jogg').flatMap((group) =>
    group === forgedJogg ? [forgedJogg, forgedHoox, ofOthers] : [group],
  )
  return groups
    .map(({ title, probes }) => `## ${headingOf(title, probes)}\n\n${probes.map(sectionOf).join('\n\n')}`)
    .join('\n\n')
}

function headingOf(title: string, probes: readonly Probe[]): string {
  if (probes === forgedJogg.probes) return `${title}, of JoggAI`
  if (probes === forgedHoox.probes) return `${title}, of Hoox`
  return probes.includes(tooOld) ? `${title}, of senders that sign a timestamp` : title
}

function sectionOf({ id, severity, title, sends, good, means, fix }: Probe): string {
  return [
    `### ${id}`,
    `**${title}.** If not: ${severity}.`,
    [
      `- Sent: ${plain(sends)}`,
      `- Good: ${plain(good)}`,
      `- Otherwise: ${plain(means)}`,
      `- To fix: ${plain(fix)}`,
    ].join('\n'),
  ].join('\n\n')
}

/** Without a meaning for Markdown. */
function plain(text: string): string {
  return text.replace(/[\\_<*[\]`]/g, String.raw`\$&`)
}
