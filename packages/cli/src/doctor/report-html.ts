import { scheduleFor } from '../providers/senders.js'
import type { Finding } from './diagnose.js'
import { idPrefix } from './doctor-event.js'
import { helpLink } from './probe.js'
import { reportStyle } from './report-style.js'
import { countsOf, type Report, shownTarget, summaryOf } from './summary.js'

/**
 * The report as one HTML file that loads nothing. An endpoint's answers are escaped, and a Content-Security-Policy forbids scripts
 * and requests.
 */
export function htmlReport(report: Report): string {
  const { target, startedAt, durationMs, findings } = report
  const summary = summaryOf(findings)
  // A failure that another one explains is in its group alone.
  const failures = findings.filter(({ verdict, cause }) => verdict === 'failed' && cause === undefined)
  const groups = [...new Set(findings.map(({ group }) => group))]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(`vidhook doctor: ${shownTarget(target)}`)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<header>
<p class="by">vidhook doctor</p>
<h1>${html(shownTarget(target))}</h1>
<p class="${summary.ok ? 'verdict well' : 'verdict ill'}">${html(countsOf(summary))}</p>
<dl>
<div><dt>Provider</dt><dd>${html(scheduleFor(target.provider).provider)}</dd></div>
<div><dt>Event</dt><dd><code>${html(target.event)}</code></dd></div>
<div><dt>All ids contain</dt><dd><code>${html(idPrefix(target.runId))}</code></dd></div>
<div><dt>Examined</dt><dd><time datetime="${startedAt.toISOString()}">${html(startedAt.toISOString().replace(/T(.{5}).*/, ' $1 UTC'))}</time>, in ${Math.round(durationMs / 1000)} s</dd></div>
</dl>
</header>
${failures.length > 0 ? section('To do', [...failures].sort(bySeverity).map(details)) : ''}
${groups.map((group) => section(group, findings.filter((each) => each.group === group).map(row))).join('\n')}
<footer>The doctor sees only answers, not your handlers. Check in your log that the events whose ids end in <code>_duplicate_1</code> and <code>_duplicate_at_once_1</code> were handled once.</footer>
</main>
</body>
</html>
`
}

function section(title: string, rows: readonly string[]): string {
  return `<section>\n<h2>${html(title)}</h2>\n<ul>\n${rows.join('\n')}\n</ul>\n</section>`
}

/** A failure with its details. */
function details({ probe, severity, means, found }: Finding): string {
  return `<li class="card ${severity}">
<h3><span class="badge">failed, ${severity}</span> ${html(probe.title)}</h3>
<dl>
<div><dt>Sent</dt><dd>${html(probe.sends)}</dd></div>
<div><dt>Found</dt><dd class="found">${html(found)}</dd></div>
<div><dt>Good</dt><dd>${html(probe.good)}</dd></div>
<div><dt>Means</dt><dd>${html(means)}</dd></div>
<div><dt>To fix</dt><dd>${html(probe.fix)}</dd></div>
</dl>
<p><a href="${html(helpLink(probe))}" rel="noreferrer">More about ${html(probe.id)}</a></p>
</li>`
}

function row({ probe, verdict, severity, found, cause }: Finding): string {
  const word = verdict === 'failed' ? `failed, ${severity}` : verdict
  return `<li class="row ${verdict}"><span class="mark">${html(word)}</span> <a href="${html(helpLink(probe))}" rel="noreferrer">${html(probe.title)}</a> <span class="found">${html(cause === undefined || found.includes(cause) ? found : `${found} (${cause})`)}</span></li>`
}

const RANK = { critical: 0, important: 1, advice: 2 } as const

function bySeverity(a: Finding, b: Finding): number {
  return RANK[a.severity] - RANK[b.severity]
}

/** Text for an element or a quoted attribute. */
function html(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
