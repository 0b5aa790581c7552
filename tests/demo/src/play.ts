import type { App } from './app-process.js'
import type { Alternatives, Answer, HttpRequest, Scenario, Target } from './scenarios/scenario.js'

/** The result of one scenario with one app. */
export interface Played {
  readonly answers: readonly Answer[]
  /** From the first byte sent to the last byte answered, in milliseconds. */
  readonly durationMs: number
  /** The difference from the promise, in a sentence. */
  readonly complaint?: string
}

/** Sends a scenario to an app, and compares its answers and its log with the promise. */
export async function play(scenario: Scenario, app: App, target: Target): Promise<Played> {
  const promised = scenario.promisedBy?.[app.name] ?? scenario.promised
  const requests = await scenario.requests(target)
  const started = performance.now()
  try {
    const responses = await Promise.all(requests.map(send))
    const durationMs = performance.now() - started
    // The order of simultaneous requests is unknown.
    const answers = (await Promise.all(responses.map((response) => withHandlers(response, app)))).sort(
      (a, b) => b.handlers.length - a.handlers.length,
    )
    const kept =
      answers.length === promised.length &&
      promised.every((alternatives, index) => includes(alternatives, answers[index]))
    return {
      answers,
      durationMs,
      ...(!kept && { complaint: `${tell(answers)}; promised: ${tell(promised.flatMap(atBest))}` }),
    }
  } catch (error) {
    const complaint = `no answer: ${error instanceof Error ? `${error.message} ${error.cause ?? ''}` : error}`
    return { answers: [], durationMs: performance.now() - started, complaint }
  }
}

/** The answers in short: `200 processed`, or `200+503 busy` for two at once. */
export function describe(answers: readonly Answer[]): string {
  const last = answers.at(-1)
  return [answers.map(({ status }) => status).join('+'), last?.outcome ?? ''].join(' ').trim()
}

/** The best promised answers of a scenario. */
export function atBest(alternatives: Alternatives): readonly Answer[] {
  return alternatives.slice(0, 1)
}

interface Response {
  readonly status: number
  readonly outcome: string | undefined
}

async function send({ url, ...request }: HttpRequest): Promise<Response> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) })
  return { status: response.status, outcome: outcomeOf(await response.text()) }
}

function outcomeOf(text: string): string | undefined {
  if (!text.startsWith('{"outcome":')) return undefined
  const answer: unknown = JSON.parse(text)
  return typeof answer === 'object' && answer !== null && 'outcome' in answer
    ? String(answer.outcome)
    : undefined
}

/** The answer does not say which handlers ran; the app's own log does. */
async function withHandlers({ status, outcome }: Response, app: App): Promise<Answer> {
  if (outcome === undefined) return { status, handlers: [] }
  const line = await app.deliveries.take(status, outcome)
  return { status, outcome, handlers: line?.handlers ?? ['(no line in the log)'] }
}

function includes(alternatives: Alternatives, answer: Answer | undefined): boolean {
  return alternatives.some(
    ({ status, outcome, handlers }) =>
      status === answer?.status && outcome === answer.outcome && handlers.join() === answer.handlers.join(),
  )
}

function tell(answers: readonly Answer[]): string {
  return answers
    .map(({ status, outcome = 'without an outcome', handlers }) => {
      return `${status} ${outcome}, ${handlers.length > 0 ? handlers.join(', ') : 'no handler'}`
    })
    .join(' and ')
}
