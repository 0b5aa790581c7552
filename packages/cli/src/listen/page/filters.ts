import type { Summary } from '../summary.js'
import { byId, element, visible } from './dom.js'
import { server } from './server.js'

/** Which deliveries the list shows. */
export interface Filters {
  pass(summary: Summary): boolean
  readonly isOn: boolean
  /** Offers what there is, and asks again what the search finds. */
  update(summaries: readonly Summary[]): void
  clear(): void
  focusSearch(): void
}

export function createFilters(onChange: () => void, onProblem: (error: unknown) => void): Filters {
  const search = byId('search', HTMLInputElement)
  const event = byId('event-filter', HTMLSelectElement)
  const outcome = byId('outcome-filter', HTMLSelectElement)
  let found: ReadonlySet<number> | undefined
  offer(event, 'All events', [])
  offer(outcome, 'All outcomes', [])

  // The bytes are with the server, so it searches. An answer that another one has overtaken is dropped.
  let asked = 0
  async function ask(): Promise<void> {
    const text = search.value.trim()
    asked += 1
    const mine = asked
    try {
      const ids = text === '' ? undefined : new Set(await server.search(text))
      if (mine !== asked) return
      found = ids
      onChange()
    } catch (error) {
      onProblem(error)
    }
  }

  search.addEventListener('input', ask)
  for (const select of [event, outcome]) select.addEventListener('change', onChange)
  byId('filters', HTMLFormElement).addEventListener('submit', (submit) => submit.preventDefault())

  return {
    pass: ({ id, eventName, outcome: kind }) =>
      (found?.has(id) ?? true) &&
      (event.value === '' || eventName === event.value) &&
      (outcome.value === '' || kind === outcome.value),
    get isOn() {
      return found !== undefined || event.value !== '' || outcome.value !== ''
    },
    update(summaries) {
      offer(
        event,
        'All events',
        summaries.flatMap(({ eventName }) => eventName ?? []),
      )
      offer(
        outcome,
        'All outcomes',
        summaries.map(({ outcome: kind }) => kind),
      )
      if (search.value.trim() !== '') ask()
    },
    clear() {
      search.value = event.value = outcome.value = ''
      ask()
    },
    focusSearch() {
      search.focus()
      search.select()
    },
  }
}

function offer(select: HTMLSelectElement, all: string, values: readonly string[]): void {
  const chosen = select.value
  const offered = [...new Set(chosen === '' ? values : [...values, chosen])].sort()
  select.replaceChildren(
    element('option', { value: '' }, all),
    ...offered.map((value) => element('option', { value }, visible(value).slice(0, 80))),
  )
  select.value = chosen
}
