import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { describeProvider } from '../describe.js'
import type { Summary } from '../summary.js'
import { server } from './server.js'
import { visible } from './visible.js'

/** What a delivery may be chosen by, beside the search. */
const CHOICES = [
  { name: 'event', label: 'Event', of: ({ eventName }: Summary) => eventName },
  { name: 'outcome', label: 'Outcome', of: ({ outcome }: Summary) => outcome },
  {
    name: 'provider',
    label: 'Provider',
    of: ({ provider }: Summary) => provider && (describeProvider(provider) ?? 'Unknown'),
  },
] as const

/** Which deliveries are wanted. An empty text is no condition. */
type Filter = Readonly<Record<'search' | (typeof CHOICES)[number]['name'], string>>

const ALL: Filter = { search: '', event: '', outcome: '', provider: '' }

/** The deliveries that pass, and how to change which. */
export function useFilter(deliveries: readonly Summary[], complain: (error: unknown) => void) {
  const [filter, setFilter] = useState(ALL)
  const [found, setFound] = useState<ReadonlySet<number>>()
  const search = filter.search.trim()

  // The bytes are with the server, so it searches. An answer that another one has overtaken is dropped.
  useEffect(() => {
    if (search === '') return setFound(undefined)
    let isWanted = true
    server.search(search).then((ids) => isWanted && setFound(new Set(ids)), complain)
    return () => {
      isWanted = false
    }
  }, [search, deliveries])

  return {
    filter,
    isOn: found !== undefined || CHOICES.some(({ name }) => filter[name] !== ''),
    shown: deliveries.filter(
      (summary) =>
        (found?.has(summary.id) ?? true) &&
        CHOICES.every(({ name, of }) => filter[name] === '' || filter[name] === of(summary)),
    ),
    change: (name: keyof Filter, value: string) => setFilter((before) => ({ ...before, [name]: value })),
    showAll: () => setFilter(ALL),
  }
}

export interface FiltersProps extends Pick<ReturnType<typeof useFilter>, 'filter' | 'change'> {
  readonly deliveries: readonly Summary[]
  readonly searchRef: RefObject<HTMLInputElement | null>
  /** Enter or Escape in the search field. */
  onLeave(): void
}

export function Filters({ deliveries, filter, searchRef, change, onLeave }: FiltersProps) {
  return (
    <form id="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="search">
        <span class="hidden">Search in addresses, headers and bodies</span>
        <input
          id="search"
          type="search"
          placeholder="Search"
          autocomplete="off"
          spellcheck={false}
          ref={searchRef}
          value={filter.search}
          onInput={({ currentTarget }) => change('search', currentTarget.value)}
          onKeyDown={({ key }) => (key === 'Escape' || key === 'Enter') && onLeave()}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      {CHOICES.map(({ name, label, of }) => (
        <label key={name}>
          <span class="hidden">{label}</span>
          <select value={filter[name]} onChange={({ currentTarget }) => change(name, currentTarget.value)}>
            <option value="">{label}</option>
            {offered(deliveries.map(of), filter[name]).map((value) => (
              <option key={value} value={value}>
                {visible(value).slice(0, 80)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </form>
  )
}

/** The values that there are, and the chosen one even if there is none of it any more. */
function offered(values: readonly (string | undefined)[], chosen: string): readonly string[] {
  return [...new Set([...values, chosen])].flatMap((value) => value || []).sort()
}
