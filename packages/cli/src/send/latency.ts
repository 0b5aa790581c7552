/** How long answers took, in milliseconds. */
export interface Latency {
  readonly min: number
  readonly median: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** `undefined` without an answer. Percentiles are nearest-rank: the smallest duration that this share of all does not exceed. */
export function latencyOf(durations: readonly number[]): Latency | undefined {
  if (durations.length === 0) return undefined
  const sorted = Float64Array.from(durations).sort()
  const rank = (percent: number) => {
    const ms = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0
    return Math.round(ms * 10) / 10
  }
  return { min: rank(0), median: rank(50), p95: rank(95), p99: rank(99), max: rank(100) }
}

/** `0.8 ms`, `12 ms`, `4.02 s`. */
export function duration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  return ms < 999.5 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
