import { describeDuration } from '../describe.js'
import type { Summary } from '../summary.js'
import { element, visible } from './dom.js'
import { outcomeWording, verificationMark } from './wording.js'

/** Draws the list: a listbox, whose focus stays on itself and whose selection moves. */
export function drawList(
  list: HTMLElement,
  summaries: readonly Summary[],
  selected: number | undefined,
): void {
  list.replaceChildren(...summaries.map((summary) => row(summary, summary.id === selected)))
  const isShown = summaries.some(({ id }) => id === selected)
  if (isShown) list.setAttribute('aria-activedescendant', `delivery-${selected}`)
  else list.removeAttribute('aria-activedescendant')
}

function row(summary: Summary, isSelected: boolean): HTMLElement {
  const { id, receivedAt, outcome, status, durationMs, verification, provider, origin } = summary
  const { mark, label } = verificationMark(verification)
  const { tone } = outcomeWording(outcome)
  const time = new Date(receivedAt)
  return element(
    'div',
    { id: `delivery-${id}`, role: 'option', 'aria-selected': String(isSelected), 'data-id': String(id) },
    element('span', { class: `mark ${verification ?? ''}`, role: 'img', 'aria-label': label }, mark),
    element('span', { class: summary.claimed ? 'name claimed' : 'name' }, nameOf(summary)),
    element(
      'span',
      { class: 'facts' },
      element(
        'time',
        { datetime: receivedAt, title: time.toLocaleString() },
        time.toTimeString().slice(0, 8),
      ),
      ` #${id}`,
      provider === undefined || provider === 'unknown' ? undefined : ` · ${provider}`,
      status === undefined ? undefined : ` · ${status}`,
      durationMs === undefined ? undefined : ` in ${describeDuration(durationMs)}`,
      origin.kind === 'received' ? undefined : ` · ${origin.kind} from #${origin.of}`,
    ),
    element('span', { class: `badge ${tone}` }, outcome),
  )
}

/** What the sender calls it, or the request where it says nothing. */
export function nameOf({ eventName, method, url }: Pick<Summary, 'eventName' | 'method' | 'url'>): string {
  return visible(eventName ?? `${method} ${url.replace(/[?#].*$/s, '')}`).slice(0, 200)
}
