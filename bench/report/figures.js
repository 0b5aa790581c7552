/** Figures as the tables have them. */
export const micros = (us) => (us < 100 ? `${us.toFixed(1)} µs` : `${Math.round(us).toLocaleString('en')} µs`)
export const millis = (ms) => `${ms.toFixed(ms < 10 ? 2 : 1)} ms`
export const count = (value) => Math.round(value).toLocaleString('en')
export const megabytes = (value) => `${(value / 1e6).toFixed(1)} MB`
export const kilobytes = (value) => `${(value / 1e3).toFixed(2)} kB`

/** A ratio, and the middle half of the rounds. */
export const spread = ({ median, low, high }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`

export function bytes(value) {
  if (value < 1_024) return `${value} B`
  return value >= 1_000_000 ? `${value / 1e6} MB` : `${Math.round(value / 1_024)} KB`
}

export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
