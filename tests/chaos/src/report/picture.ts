import type { ProviderName } from '../../../../packages/core/src/providers/provider-name.js'
import type { Attempt, Facts, StoreCall } from '../facts.js'
import { isAcknowledged } from '../facts.js'
import { providers } from '../providers.js'

const WIDTH = 960
const LEFT = 150
const RIGHT = 60
const LANE = 64

/**
 * Draws how an event was rescued, as SVG: the provider's attempts, the two replicas, and the lease between them. `undefined`
 * if none of the events has a story plain enough.
 */
export function pictureOf(rescued: readonly string[], facts: Facts): string | undefined {
  const rescues = rescued.flatMap((event) => rescueOf(event, facts) ?? [])
  const [best] = rescues.sort((one, other) => clarityOf(other) - clarityOf(one))
  return best && draw(best)
}

/** The clearest: a retry that came too early, one that did the work, nothing else in the way, and all of it wide enough to see. */
function clarityOf({ provider, attempts, calls, victim, rescuer }: Rescue): number {
  const outcomes = attempts.map(({ answer }) => answer.outcome)
  const plain = outcomes.includes('busy') && outcomes.at(-1) === 'processed' && !outcomes.includes('timeout')
  const held = calls.filter(isHeld).map(({ at }) => at)
  const renewed = held.every(
    (at, index) => index === 0 || at - (held[index - 1] ?? at) < 2 * providers[provider].leaseMs,
  )
  return (
    (plain ? 10_000 : 0) +
    // Hoox's tries are few, so its rescue is the one to show.
    (provider === 'hoox' ? 10_000 : 0) +
    (renewed ? 10_000 : 0) -
    Math.abs(victim.to - victim.from - 2_500) -
    (rescuer.to - rescuer.from)
  )
}

/** Gives the event to the one who asked, or leaves it with them. */
function isHeld({ call, answer }: StoreCall): boolean {
  return answer === 'claimed' || (call === 'renew' && answer === 'true')
}

interface Rescue {
  readonly event: string
  readonly provider: ProviderName
  readonly attempts: readonly Attempt[]
  readonly calls: readonly StoreCall[]
  readonly victim: Span
  readonly rescuer: Span
}

interface Span {
  readonly replica: number
  readonly from: number
  readonly to: number
}

/** Only a plain one makes a clear picture: one delivery, one killed run, and one on another replica that succeeded. */
function rescueOf(event: string, facts: Facts): Rescue | undefined {
  const attempts = facts.attempts.filter((attempt) => attempt.event === event)
  const [killed, other, ...more] = facts.runs.filter((run) => run.event === event)
  if (!killed || killed.result !== undefined || other?.result !== 'succeeded' || more.length > 0)
    return undefined
  if (killed.replica === other.replica) return undefined
  const kill = facts.faults.find(({ kind, pid }) => kind === 'kill' && pid === killed.pid)
  const provider = attempts[0]?.provider
  if (!provider || !kill || other.endedAt === undefined || attempts.some(({ delivery }) => delivery !== 0))
    return undefined
  return {
    event,
    provider,
    attempts,
    calls: facts.storeCalls.filter((call) => call.event === event),
    victim: { replica: killed.replica, from: killed.startedAt, to: kill.at },
    rescuer: { replica: other.replica, from: other.startedAt, to: other.endedAt },
  }
}

function draw({ event, provider, attempts, calls, victim, rescuer }: Rescue): string {
  const start = Math.min(...attempts.map(({ startedAt }) => startedAt))
  const end = Math.max(...attempts.map(({ endedAt }) => endedAt), rescuer.to) + 200
  const x = (at: number) => LEFT + ((at - start) / (end - start)) * (WIDTH - LEFT - RIGHT)
  const step = end - start > 15_000 ? 5 : 1
  const seconds = Array.from(
    { length: Math.floor((end - start) / 1000 / step) + 1 },
    (_, index) => index * step,
  )
  const laneY = (lane: number) => lane * LANE + 104
  const lanes = { provider: laneY(0), victim: laneY(1), lease: laneY(2), rescuer: laneY(3) }
  const height = lanes.rescuer + LANE + 30
  const sender = provider === 'hoox' ? 'Hoox' : 'JoggAI'

  const held = calls.filter(isHeld)
  const leaseOf = (replica: number) => held.filter((call) => call.replica === replica).map(({ at }) => at)
  const lost = leaseOf(victim.replica)
  const taken = leaseOf(rescuer.replica)
  const leaseEnd = Math.max(...lost) + providers[provider].leaseMs

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>How ${event} was rescued</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    text(LEFT, 24, `A killed worker's event is rescued (${event})`, 'font-size="16" font-weight="600"'),
    ...seconds.flatMap((second) => [
      line(x(start + second * 1000), 44, x(start + second * 1000), height - 34, '#e5e7eb'),
      text(x(start + second * 1000), height - 16, `${second} s`, 'text-anchor="middle" fill="#6b7280"'),
    ]),
    label(lanes.provider, `${sender} sends`),
    ...attempts.flatMap((attempt) => drawAttempt(attempt, lanes.provider, x)),
    label(lanes.victim, `replica ${victim.replica} works`),
    bar(x(victim.from), x(victim.to), lanes.victim, '#f59e0b'),
    text(x(victim.to) + 6, lanes.victim + 18, '✕ killed', 'fill="#b91c1c" font-weight="600"'),
    label(lanes.lease, 'the lease'),
    bar(x(Math.min(...lost)), x(leaseEnd), lanes.lease, '#fde68a'),
    ...lost.map((at) => line(x(at), lanes.lease, x(at), lanes.lease + 26, '#b45309')),
    text(x(victim.to) + 6, lanes.lease + 18, 'nobody renews it', 'fill="#92400e"'),
    bar(x(Math.min(...taken)), x(rescuer.to), lanes.lease, '#86efac'),
    ...taken.map((at) => line(x(at), lanes.lease, x(at), lanes.lease + 26, '#15803d')),
    label(lanes.rescuer, `replica ${rescuer.replica} works`),
    bar(x(rescuer.from), x(rescuer.to), lanes.rescuer, '#22c55e'),
    text(
      x(rescuer.to) - 4,
      lanes.rescuer + 42,
      'success ✓',
      'text-anchor="end" fill="#15803d" font-weight="600"',
    ),
    '</svg>',
    '',
  ].join('\n')
}

function drawAttempt(attempt: Attempt, y: number, x: (at: number) => number): readonly string[] {
  const color = isAcknowledged(attempt)
    ? '#22c55e'
    : attempt.answer.status === undefined
      ? '#ef4444'
      : '#94a3b8'
  const { status, outcome } = attempt.answer
  const from = x(attempt.startedAt)
  const name = attempt.number === 1 ? '1st try' : `retry ${attempt.number - 1}`
  return [
    bar(from, x(attempt.endedAt), y, color),
    text(from, y - 4, name, 'fill="#374151"'),
    text(from, y + 42, [status, outcome].filter(Boolean).join(' '), 'fill="#6b7280"'),
  ]
}

function bar(from: number, to: number, y: number, fill: string): string {
  return `<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(4, to - from).toFixed(1)}" height="26" rx="3" fill="${fill}"/>`
}

function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1}" x2="${x2.toFixed(1)}" y2="${y2}" stroke="${stroke}" stroke-width="1.5"/>`
}

function label(y: number, words: string): string {
  return text(16, y + 18, words, 'fill="#111827"')
}

function text(x: number, y: number, words: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${words}</text>`
}
