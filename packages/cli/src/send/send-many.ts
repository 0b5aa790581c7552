import { EXIT, type ExitCode } from '../exit.js'
import { hideTokens } from '../hide-tokens.js'
import { type Io, say, sayJson } from '../io.js'
import type { BuiltDelivery } from './build-delivery.js'
import { type Attempt, type DeliverOptions, deliver } from './deliver.js'
import { inShort } from './explain-answer.js'
import { duration, type Latency, latencyOf } from './latency.js'
import { progressBar } from './progress.js'

export interface ManyOptions extends Omit<DeliverOptions, 'onAttempt'> {
  readonly provider: string
  readonly json: boolean
  readonly count: number
  /** How many deliveries run at the same time, including those that wait for a retry. */
  readonly concurrency: number
}

/** Sends many deliveries, and shows the number and the latency of their answers. */
export async function sendMany(
  io: Io,
  build: () => Promise<BuiltDelivery>,
  options: ManyOptions,
): Promise<ExitCode> {
  const { count, concurrency, json, provider, schedule, signal } = options
  const { request, name } = await build()
  const tally = createTally((attempt) => inShort(attempt.answer, schedule))
  const bar = progressBar(io, count)
  const startedAt = performance.now()
  let begun = 0
  const work = async () => {
    while (begun < count && !signal.aborted) {
      begun++
      const delivery = await build()
      tally.add(await deliver(delivery.request, options))
      bar.advance()
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, count) }, work))
  } catch (error) {
    if (!signal.aborted) throw error // the results so far are shown below
  } finally {
    bar.stop()
  }
  const summary = { ...tally.summary(), durationMs: Math.round(performance.now() - startedAt) }
  const head = {
    provider,
    event: name,
    url: hideTokens(request.url),
    concurrency: Math.min(concurrency, count),
  }
  if (json) sayJson(io, { ...head, ...summary })
  else show(io, { ...head, ...summary })
  if (signal.aborted) {
    say(io.stderr, `Interrupted: ${summary.deliveries} of ${count} were finished.`)
    return EXIT.interrupted
  }
  if (summary.acknowledged === count) return EXIT.ok
  return summary.reached === 0 ? EXIT.error : EXIT.negative
}

function createTally(labelOf: (attempt: Attempt) => string) {
  const answers = new Map<string, number>()
  const durations: number[] = []
  let deliveries = 0
  let acknowledged = 0
  let tries = 0
  return {
    add(attempts: readonly Attempt[]) {
      deliveries++
      if (attempts.at(-1)?.acknowledged) acknowledged++
      for (const attempt of attempts) {
        tries++
        const label = labelOf(attempt)
        answers.set(label, (answers.get(label) ?? 0) + 1)
        if (attempt.answer.kind === 'answered') durations.push(attempt.answer.durationMs)
      }
    },
    summary: () => ({
      deliveries,
      acknowledged,
      tries,
      reached: durations.length,
      answers: Object.fromEntries([...answers].sort(([, a], [, b]) => b - a)),
      latencyMs: latencyOf(durations),
    }),
  }
}

interface Summary extends ReturnType<ReturnType<typeof createTally>['summary']> {
  readonly event: string
  readonly url: string
  readonly concurrency: number
  readonly durationMs: number
}

function show(io: Io, summary: Summary): void {
  const { deliveries, acknowledged, tries, answers, latencyMs, durationMs, concurrency } = summary
  const { green, red, dim } = io.colors
  const rate = Math.round((tries / Math.max(1, durationMs)) * 1000)
  say(io.stdout, `POST ${summary.url}`)
  say(io.stdout, `${deliveries} × ${summary.event}, ${concurrency} at a time`)
  say(io.stdout, `${tries} ${tries === 1 ? 'try' : 'tries'} in ${duration(durationMs)}, ${rate}/s`)
  for (const [label, times] of Object.entries(answers)) {
    say(io.stdout, `${String(times).padStart(7)}  ${(label.startsWith('2') ? green : red)(label)}`)
  }
  if (latencyMs) say(io.stdout, `latency  ${latencyLine(latencyMs, dim)}`)
  const verdict = `${acknowledged} of ${deliveries} acknowledged`
  say(io.stdout, (acknowledged === deliveries ? green : red)(verdict))
}

function latencyLine({ min, median, p95, p99, max }: Latency, dim: (text: string) => string): string {
  return Object.entries({ min, median, p95, p99, max })
    .map(([name, ms]) => `${dim(name)} ${duration(ms)}`)
    .join('   ')
}
