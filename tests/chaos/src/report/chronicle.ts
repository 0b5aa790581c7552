import type { Facts } from '../facts.js'

/** All that is known of one event, in the order of time, with what befell the replicas that had to do with it. */
export function chronicleOf(event: string, { attempts, storeCalls, faults, runs, entries }: Facts): string {
  const own = {
    attempts: attempts.filter((attempt) => attempt.event === event),
    calls: storeCalls.filter((call) => call.event === event),
    runs: runs.filter((run) => run.event === event),
  }
  const replicas = new Set([...own.attempts, ...own.calls, ...own.runs].map(({ replica }) => replica))
  const [first = 0] = own.attempts.map(({ startedAt }) => startedAt).sort((one, other) => one - other)
  const last = Math.max(
    ...own.attempts.map(({ endedAt }) => endedAt),
    ...own.runs.map((run) => run.endedAt ?? 0),
  )

  const lines: { at: number; text: string }[] = [
    ...own.attempts.flatMap(({ delivery, number, replica, startedAt, endedAt, answer }) => [
      { at: startedAt, text: `delivery ${delivery}, attempt ${number} goes to replica ${replica ?? '–'}` },
      {
        at: endedAt,
        text: `delivery ${delivery}, attempt ${number} is answered ${answer.status ?? ''} ${answer.outcome}`,
      },
    ]),
    ...own.calls.map(({ replica, call, answer, at }) => ({
      at,
      text: `replica ${replica}: ${call} → ${answer}`,
    })),
    ...own.runs.flatMap(({ replica, pid, startedAt, endedAt, result }) => [
      { at: startedAt, text: `replica ${replica} (process ${pid}): the handler starts` },
      ...(endedAt === undefined
        ? []
        : [{ at: endedAt, text: `replica ${replica} (process ${pid}): the handler has ${result}` }]),
    ]),
    ...entries.flatMap(({ event: of, state, finishedAt, error }) =>
      of === event ? [{ at: finishedAt ?? last, text: `the inbox: ${state} ${error ?? ''}` }] : [],
    ),
    ...faults
      .filter(
        ({ replica, at }) => at >= first && at <= last && (replica === undefined || replicas.has(replica)),
      )
      .map(({ kind, replica, at }) => ({
        at,
        text: replica === undefined ? `the ${kind}` : `replica ${replica}: ${kind}`,
      })),
  ]
  lines.sort((one, other) => one.at - other.at)
  return [
    event,
    ...lines.map(({ at, text }) => `  ${String(Math.round(at - first)).padStart(6)} ms  ${text}`),
  ].join('\n')
}
