import { acknowledges, schedules } from '../../providers/schedule.js'
import { acknowledgesForged, adviceOn, describeApp, describeDuration } from '../describe.js'
import type { AppAnswer, KeptDelivery, Result } from '../kept-delivery.js'
import type { Detail } from '../page-server.js'
import { answerSection } from './answer-section.js'
import { type BodyView, bodySection } from './body-section.js'
import { element, visible } from './dom.js'
import { nameOf } from './list.js'
import { headerTable, section } from './section.js'
import { outcomeWording, sentence, verificationWording } from './wording.js'

export interface DetailOptions {
  /** The buttons above it. */
  readonly actions: readonly HTMLElement[]
  readonly view: BodyView
  setView(view: BodyView): void
}

/** Draws everything that is known of a delivery. */
export function drawDetail(pane: HTMLElement, detail: Detail, options: DetailOptions): void {
  const { request, result } = detail
  pane.replaceChildren(
    head(detail, options.actions),
    ...(result ? [verdict(detail, result), timing(result)] : [pending(detail)]),
    bodySection(request, options.view, options.setView),
    section('Request headers', headerTable(request.headers)),
    ...(result ? [answerSection(result)] : []),
  )
}

/** When no delivery is chosen. */
export function drawNoDetail(pane: HTMLElement): void {
  pane.replaceChildren(element('p', { class: 'hint' }, 'Choose a delivery to see all of it.'))
}

function head(detail: Detail, actions: readonly HTMLElement[]): HTMLElement {
  const { id, receivedAt, request, result, origin } = detail
  const from = request.remoteAddress === undefined ? '' : ` from ${request.remoteAddress}`
  return element(
    'header',
    { class: 'detail-head' },
    element(
      'h2',
      {},
      nameOf({ ...request, ...(result?.eventName !== undefined && { eventName: result.eventName }) }),
    ),
    element('p', { class: 'request-line' }, element('code', {}, `${request.method} ${visible(request.url)}`)),
    element(
      'p',
      { class: 'facts' },
      `#${id} · ${new Date(receivedAt).toLocaleString()}${from}`,
      origin.kind === 'received' ? undefined : ` · ${origin.kind} from #${origin.of}`,
    ),
    element('div', { class: 'actions' }, ...actions),
  )
}

function pending({ interrupted }: Detail): HTMLElement {
  const { meaning } = outcomeWording(interrupted ? 'interrupted' : 'waiting')
  return element('div', { class: 'cards' }, card('plain', interrupted ? 'Interrupted' : 'Waiting', [meaning]))
}

function verdict(detail: KeptDelivery, result: Result): HTMLElement {
  const verification = verificationWording(result)
  const { kind, code, status } = result.outcome
  const { tone, meaning } = outcomeWording(kind)
  const named = result.claimed ? ['The event’s name is only what the body claims.'] : []
  // What the proof lacks is said in the first card.
  const advice = adviceOn(detail).filter(
    (line) => result.verification.state !== 'refused' || line !== result.hint,
  )
  return element(
    'div',
    { class: 'cards' },
    card(verification.tone, verification.title, [verification.text]),
    card(tone, `Outcome: ${kind} ${status}`, [
      code === undefined ? '' : `Code ${code}.`,
      meaning,
      ...advice,
      ...named,
    ]),
    ...(result.app
      ? [card(appTone(result, result.app), 'Your app', [`${sentence(describeApp(result.app))}`])]
      : []),
  )
}

function card(tone: string, title: string, lines: readonly string[]): HTMLElement {
  const said = lines.filter((line) => line !== '')
  return element(
    'div',
    { class: `card ${tone}` },
    element('h3', {}, visible(title)),
    ...said.map((line) => element('p', {}, visible(line))),
  )
}

function appTone(result: Result, app: AppAnswer): string {
  if (app.kind === 'withheld') return 'plain'
  return app.kind === 'answered' && acknowledges(app.status) && !acknowledgesForged(result) ? 'good' : 'bad'
}

/** How much of the provider's patience was used up. */
function timing({ provider, durationMs, identity, callback }: Result): HTMLElement {
  const schedule = provider === 'unknown' ? undefined : schedules[provider]
  const facts: [string, string][] = []
  if (identity !== undefined) facts.push(['Identity', identity])
  if (callback) facts.push(['Context of the URL', JSON.stringify(callback)])
  return section(
    'Timing',
    element(
      'div',
      { class: 'timing' },
      schedule && meter(durationMs, schedule.timeoutMs),
      element(
        'p',
        {},
        `Answered after ${describeDuration(durationMs)}${schedule ? ` of the ${schedule.timeoutMs / 1000} s that ${schedule.provider} waits` : ''}.`,
      ),
    ),
    facts.length > 0 ? definitions(facts) : undefined,
  )
}

function meter(value: number, max: number): HTMLElement {
  const made = element('meter', {
    min: '0',
    max: String(max),
    high: String(max * 0.8),
    optimum: '0',
    value: String(Math.min(value, max)),
    'aria-label': 'Part of the time that the provider waits',
  })
  return made
}

function definitions(facts: readonly (readonly [string, string])[]): HTMLElement {
  return element(
    'dl',
    { class: 'definitions' },
    ...facts.flatMap(([name, value]) => [
      element('dt', {}, name),
      element('dd', {}, element('code', {}, visible(value))),
    ]),
  )
}
