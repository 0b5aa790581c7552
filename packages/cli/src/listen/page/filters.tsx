import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { visible } from '../../printable.js'
import { describeProvider } from '../describe.js'
import type { Summary } from '../summary.js'
import { server } from './server.js'

/** The filters beside the search. */
const CHOICES = [
  { name: 'event', label: 'Event', of: ({ eventName }: Summary) => eventName },
  { name: 'outcome', label: 'Outcome', of: ({ outcome }: Summary) => outcome },
  {
    name: 'provider',
    label: 'Provider',
    of: ({ provider, sender }: Summary) => provider && (sender ?? describeProvider(provider) ?? 'Unknown'),
  },
] as const

/** The chosen values. An empty string stands for all. */
type Filter = Readonly<Record<'search' | (typeof CHOICES)[number]['name'], string>>

const ALL: Filter = { search: '', event: '', outcome: '', provider: '' }

export interface FilterOptions {
  readonly searchRef: RefObject<HTMLInputElement | null>
  complain(error: unknown): void
  /** Enter or Escape in the search field. */
  onLeave(): void
}

/** The form, and the deliveries that match. */
export function useFilter(deliveries: readonly Summary[], { searchRef, complain, onLeave }: FilterOptions) {
  const [filter, setFilter] = useState(ALL)
  const [found, setFound] = useState<ReadonlySet<number>>()
  const search = filter.search.trim()
  const change = (name: keyof Filter) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget
    setFilter((before) => ({ ...before, [name]: value }))
  }

  // The server has the bodies, so it does the search. An outdated answer is ignored.
  useEffect(() => {
    if (search === '') return setFound(undefined)
    let isCurrent = true
    server.search(search).then((ids) => isCurrent && setFound(new Set(ids)), complain)
    return () => {
      isCurrent = false
    }
  }, [search, deliveries])

  const shown = deliveries.filter(
    (summary) =>
      (found?.has(summary.id) ?? true) &&
      CHOICES.every(({ name, of }) => filter[name] === '' || filter[name] === of(summary)),
  )
  const form = (
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
          onInput={change('search')}
          onKeyDown={({ key }) => (key === 'Escape' || key === 'Enter') && onLeave()}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      {CHOICES.map(({ name, label, of }) => (
        <label key={name}>
          <span class="hidden">{label}</span>
          <select value={filter[name]} onChange={change(name)}>
            <option value="">{label}</option>
            {optionsFor(deliveries.map(of), filter[name]).map((value) => (
              <option key={value} value={value}>
                {visible(value).slice(0, 80)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </form>
  )
  const isOn = found !== undefined || CHOICES.some(({ name }) => filter[name] !== '')
  return { form, shown, isOn, showAll: () => setFilter(ALL) }
}

/** All values, and the chosen one even if no delivery has it any more. */
function optionsFor(values: readonly (string | undefined)[], chosen: string): readonly string[] {
  return [...new Set([...values, chosen])].flatMap((value) => value || []).sort()
}
