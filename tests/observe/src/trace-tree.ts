import type { OtlpSpan } from '@vidhook/test-servers'

/** The spans as trees, one a trace: a line a span with its service, start, duration, and what came of it. */
export function traceTree(spans: readonly OtlpSpan[]): readonly string[] {
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined)
  const startMs = roots[0]?.startMs ?? 0
  const rows = roots.map((root) => ({ root, rows: rowsOf(root, spans, startMs) }))
  const widths = widthsOf(rows.flatMap((each) => each.rows))
  return rows.flatMap(({ root, rows }) => [
    '',
    `Trace ${root.traceId}${linkOf(root, spans)}`,
    ...rows.map((cells) => lineOf(cells, widths)),
  ])
}

/** Tree and name, service, start, duration, result. */
type Row = readonly [string, string, string, string, string]

function rowsOf(
  span: OtlpSpan,
  spans: readonly OtlpSpan[],
  startMs: number,
  [own, below] = ['', ''],
): readonly Row[] {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId)
  const row: Row = [
    own + span.name,
    span.service,
    `+${Math.round(span.startMs - startMs)} ms`,
    ms(span.durationMs),
    resultOf(span),
  ]
  const branches = children.flatMap((child, index) => {
    const isLast = index === children.length - 1
    const lead: [string, string] = isLast ? [`${below}└─ `, `${below}   `] : [`${below}├─ `, `${below}│  `]
    return rowsOf(child, spans, startMs, lead)
  })
  return [row, ...branches]
}

function resultOf({ attributes, failed, message }: OtlpSpan): string {
  const attempt = attributes['vidhook.attempt']
  const isAttempt = attributes['messaging.operation.type'] === 'process'
  const status = attributes['http.response.status_code']
  const outcome = attributes['vidhook.outcome']
  return [
    ...(isAttempt ? [`attempt ${attempt}`] : []),
    ...(outcome === undefined ? [] : [String(outcome)]),
    ...(status === undefined ? [] : [String(status)]),
    ...(failed ? [`✗ ${message ?? 'failed'}`] : []),
  ].join(' ')
}

function linkOf(root: OtlpSpan, spans: readonly OtlpSpan[]): string {
  const linked = root.links.flatMap(({ spanId }) => spans.find((span) => span.spanId === spanId) ?? [])
  return linked.map(({ name, traceId }) => `, linked to the span "${name}" of trace ${traceId}`).join('')
}

function ms(duration: number): string {
  return `${duration.toFixed(1)} ms`
}

function widthsOf(rows: readonly Row[]): readonly number[] {
  return [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
}

/** Text to the left, times to the right. */
function lineOf(row: Row, widths: readonly number[]): string {
  return row
    .map((cell, column) => {
      const width = widths[column] ?? 0
      return column === 2 || column === 3 ? cell.padStart(width) : cell.padEnd(width)
    })
    .join('  ')
    .trimEnd()
}
