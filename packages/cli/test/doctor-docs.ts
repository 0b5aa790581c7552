import type { Probe } from '../src/doctor/probe.js'
import { forgedHoox } from '../src/doctor/probes/forged-hoox.js'
import { forgedJogg } from '../src/doctor/probes/forged-jogg.js'
import { tooOld } from '../src/doctor/probes/forged-sender.js'
import { probeGroups } from '../src/doctor/probes/index.js'

/** docs/doctor-probes.md: what each probe is about, in the probes' own words. */
export function probesPage(): string {
  const [jogg, hoox] = (['jogg', 'hoox'] as const).map((provider) =>
    probeGroups(provider).reduce((sum, { probes }) => sum + probes.length, 0),
  )
  return `# The doctor's probes

Every probe of [\`vidhook doctor\`](cli-doctor.md): what it sends, what a good answer is, and how to fix it. ${jogg} for
JoggAI, ${hoox} for Hoox. This page is written by \`npx tsx packages/cli/test/doctor-docs.write.ts\` from the probes in the code.

${probeSections()}
`
}

function probeSections(): string {
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
