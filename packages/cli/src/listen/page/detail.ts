import { acknowledges, schedules } from '../../providers/schedule.js'
import { acknowledgesForged, adviceOn, describeApp, describeDuration } from '../describe.js'
import type { AppAnswer, HeaderPairs, KeptDelivery, Result } from '../kept-delivery.js'
import type { Detail } from '../page-server.js'
import { asJson, asText, fromBase64 } from './bytes.js'
import { element, visible } from './dom.js'
import { jsonView } from './json-view.js'
import { nameOf } from './list.js'
import { outcomeWording, size, verificationWording } from './wording.js'

export interface DetailOptions {
  /** The buttons above it. */
  readonly actions: readonly HTMLElement[]
  readonly view: BodyView
  setView(view: BodyView): void
}

export type BodyView = 'pretty' | 'raw'

/** Draws everything that is known of a delivery. */
export function drawDetail(pane: HTMLElement, detail: Detail, options: DetailOptions): void {
  const { request, result } = detail
  pane.replaceChildren(
    head(detail, options.actions),
    ...(result ? [verdict(detail, result), timing(result)] : [pending(detail)]),
    body(detail, options),
    section('Request headers', headerTable(request.headers)),
    ...(result ? [answers(result)] : []),
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

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
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

function body({ request }: Detail, { view, setView }: DetailOptions): HTMLElement {
  const bytes = fromBase64(request.body)
  const text = asText(bytes)
  const json = asJson(text)
  const shown = json && view === 'pretty' ? jsonView(json.value) : rawView(bytes, text)
  const content = element(
    'pre',
    { class: 'code', tabindex: '0', 'aria-label': `Body, ${json ? view : 'raw'}` },
    shown,
  )
  const note = noteOn(request.bodyState, bytes, text, json !== undefined)
  return section(
    `Body · ${size(bytes.length)}`,
    json && bytes.length > 0 ? viewSwitch(view, setView) : undefined,
    note === undefined ? undefined : element('p', { class: 'hint' }, note),
    bytes.length > 0 ? content : undefined,
  )
}

function noteOn(
  state: KeptDelivery['request']['bodyState'],
  bytes: Uint8Array,
  text: string | undefined,
  isJson: boolean,
): string | undefined {
  if (state === 'too_large') return 'Larger than a receiver takes: only the beginning was read.'
  if (state === 'incomplete') return 'The sender went away, or was too slow: this is what had arrived.'
  if (bytes.length === 0) return 'Empty.'
  if (text === undefined) return 'Not text: shown in hexadecimal.'
  return isJson ? undefined : 'Not JSON.'
}

function viewSwitch(view: BodyView, setView: (view: BodyView) => void): HTMLElement {
  const option = (each: BodyView, label: string) => {
    const made = element('button', { type: 'button', 'aria-pressed': String(each === view) }, label)
    made.addEventListener('click', () => setView(each))
    return made
  }
  return element(
    'div',
    { class: 'switch', role: 'group', 'aria-label': 'How to show the body' },
    option('pretty', 'Pretty'),
    option('raw', 'Raw'),
  )
}

function rawView(bytes: Uint8Array, text: string | undefined): string {
  if (text !== undefined) return visible(text)
  const lines: string[] = []
  for (let start = 0; start < Math.min(bytes.length, 4096); start += 16) {
    const hex = Array.from(bytes.subarray(start, start + 16), (byte) => byte.toString(16).padStart(2, '0'))
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.join(' ')}`)
  }
  return lines.join('\n')
}

function answers({ outcome, app }: Result): HTMLElement {
  const ours = [
    element('h4', {}, `A vidhook receiver: ${outcome.status}`),
    element(
      'pre',
      { class: 'code', tabindex: '0', 'aria-label': 'Answer of a vidhook receiver' },
      outcome.body,
    ),
  ]
  if (!app) return section('Answer', ...ours)
  const theirs = [
    element('h4', {}, `Your app: ${app.kind === 'answered' ? app.status : 'no answer'}`),
    element('p', { class: 'request-line' }, element('code', {}, visible(app.url))),
    ...(app.kind === 'answered' ? appAnswer(app) : [element('p', {}, sentence(describeApp(app)))]),
  ]
  return section('Answers', element('div', {}, ...theirs), element('div', {}, ...ours))
}

function appAnswer({
  headers,
  body: base64,
  bodyBytes,
}: Extract<AppAnswer, { kind: 'answered' }>): readonly HTMLElement[] {
  const bytes = fromBase64(base64)
  const shown = bodyBytes === 0 ? '(empty)' : rawView(bytes, asText(bytes))
  const cut =
    bodyBytes > bytes.length ? [element('p', { class: 'hint' }, `The beginning of ${size(bodyBytes)}.`)] : []
  return [
    element('pre', { class: 'code', tabindex: '0', 'aria-label': 'Answer of your app' }, shown),
    ...cut,
    headerTable(headers),
  ]
}

function headerTable(headers: HeaderPairs): HTMLElement {
  return element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      {},
      element(
        'thead',
        { class: 'hidden' },
        element('tr', {}, element('th', { scope: 'col' }, 'Name'), element('th', { scope: 'col' }, 'Value')),
      ),
      element(
        'tbody',
        {},
        ...headers.map(([name, value]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, visible(name)),
            element('td', {}, visible(value)),
          ),
        ),
      ),
    ),
  )
}

function section(title: string, ...children: readonly (HTMLElement | undefined)[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), ...children)
}
