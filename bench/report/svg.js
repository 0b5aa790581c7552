const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2937 }
  .title { font-size: 16px; font-weight: 600 }
  .group { font-weight: 600 }
  .quiet { fill: #6b7280; font-size: 12px }
  .other { fill: #cbd5e1 }
  .ours { fill: #2563eb }
  .line { fill: none; stroke: #2563eb; stroke-width: 2 }
  .grid { stroke: #e5e7eb }
  .page { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb }
    .quiet { fill: #9ca3af }
    .other { fill: #475569 }
    .ours { fill: #60a5fa }
    .line { stroke: #60a5fa }
    .grid { stroke: #374151 }
    .page { fill: #0d1117 }
  }`

/** Bars that begin at nought, a group below the other; each group has a scale of its own. */
export function barChart({ title, groups }) {
  const [left, width, right, row] = [190, 480, 230, 24]
  const parts = []
  let y = 56
  for (const { name, bars } of groups) {
    parts.push(text(16, y, name, 'group'))
    const most = Math.max(...bars.map(({ value }) => value))
    for (const { label, value, note, ours } of bars) {
      y += row
      const length = (value / most) * width
      parts.push(
        text(left - 10, y, label, undefined, 'end'),
        `<rect x="${left}" y="${y - 13}" width="${length.toFixed(1)}" height="17" rx="2" class="${ours ? 'ours' : 'other'}"/>`,
        text(left + length + 8, y, note, ours ? 'group' : 'quiet'),
      )
    }
    y += row + 16
  }
  return picture(left + width + right, y - 10, title, parts)
}

/** Small charts side by side, each a line over steps of the same width. One that is `wide` has a row of its own. */
export function lineCharts({ title, panels }) {
  const [width, height, gap, perRow] = [290, 130, 50, 3]
  const fullWidth = perRow * width + (perRow - 1) * gap
  let [column, top] = [0, 76]
  const nextRow = () => {
    column = 0
    top += height + 80
  }
  const parts = panels.flatMap((panel) => {
    if (panel.wide && column > 0) nextRow()
    const left = gap + column * (width + gap)
    const drawn = lineChart(panel, { left, top, width: panel.wide ? fullWidth : width, height })
    column++
    if (panel.wide || column === perRow) nextRow()
    return drawn
  })
  if (column > 0) nextRow()
  return picture(fullWidth + 2 * gap, top - 24, title, parts)
}

function lineChart({ name, points, unit, log }, { left, top, width, height }) {
  const { share, marks } = (log ? logScale : scale)(points.map(({ value }) => value))
  const x = (index) => left + (index / (points.length - 1)) * width
  const y = (value) => top + height - share(value) * height
  const labelled = points.length > 9 ? Math.ceil(points.length / 5) : 1
  return [
    text(left, top - 18, name, 'group'),
    text(left + width, top - 18, unit, 'quiet', 'end'),
    ...marks.flatMap((mark) => [
      `<line x1="${left}" x2="${left + width}" y1="${y(mark).toFixed(1)}" y2="${y(mark).toFixed(1)}" class="grid"/>`,
      text(left - 6, y(mark) + 4, tidy(mark), 'quiet', 'end'),
    ]),
    `<polyline class="line" points="${points.map(({ value }, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"/>`,
    ...points.flatMap(({ at, value }, index) => [
      ...(labelled === 1
        ? [`<circle cx="${x(index).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" class="ours"/>`]
        : []),
      ...(index % labelled === 0 ? [text(x(index), top + height + 18, at, 'quiet', 'middle')] : []),
    ]),
  ]
}

/** From nought to 1, 2 or 5 with as many noughts as it takes. */
function scale(values) {
  const most = Math.max(...values)
  const unit = 10 ** Math.floor(Math.log10(most))
  const top = [1, 2, 5, 10].map((step) => step * unit).find((step) => step >= most)
  return { share: (value) => value / top, marks: [0, top / 2, top] }
}

/** From one power of ten to another. */
function logScale(values) {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.ceil(Math.log10(Math.max(...values)))
  return {
    share: (value) => (Math.log10(value) - low) / (high - low),
    marks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  }
}

function picture(width, height, title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
<rect width="100%" height="100%" class="page"/>
${text(16, 24, title, 'title')}
${parts.join('\n')}
</svg>
`
}

function text(x, y, content, kind, anchor) {
  const attributes = `${kind ? ` class="${kind}"` : ''}${anchor ? ` text-anchor="${anchor}"` : ''}`
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${attributes}>${escaped(content)}</text>`
}

const escaped = (content) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const tidy = (value) => (value >= 1_000 ? `${value / 1_000} k` : String(Number(value.toPrecision(3))))
