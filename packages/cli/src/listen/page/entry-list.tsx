import type { RefObject } from 'preact'
import { visible } from '../../printable.js'
import { describeProvider, describeTime, type Tone } from '../describe.js'
import type { Entry } from '../inbox-api.js'
import { joined } from './wording.js'

export interface EntryListProps {
  readonly entries: readonly Entry[]
  readonly selected: string | undefined
  readonly listRef: RefObject<HTMLDivElement | null>
  onChoose(id: string): void
}

/** The entries of an inbox as a listbox, as {@link List} has the deliveries. */
export function EntryList({ entries, selected, listRef, onChoose }: EntryListProps) {
  const isShown = entries.some(({ id }) => id === selected)
  return (
    <div
      id="list"
      role="listbox"
      aria-label="Entries, the dead first"
      aria-activedescendant={isShown ? `entry-${selected}` : undefined}
      tabIndex={0}
      ref={listRef}
    >
      {entries.map((entry) => (
        <Row key={entry.id} entry={entry} selected={entry.id === selected} onChoose={onChoose} />
      ))}
    </div>
  )
}

function Row({
  entry,
  selected,
  onChoose,
}: { readonly entry: Entry; readonly selected: boolean } & Pick<EntryListProps, 'onChoose'>) {
  const { id, state, receivedAt } = entry
  const { mark, tone } = STATES[state]
  return (
    <div id={`entry-${id}`} role="option" aria-selected={selected} onClick={() => onChoose(id)}>
      <span class={`status ${tone}`} aria-hidden="true">
        {mark}
      </span>
      <span class="name">{entryName(entry)}</span>
      <span class="facts">
        <span class={`badge ${tone}`}>{state}</span>
        {joined(
          attemptsOf(entry),
          describeProvider(providerOf(entry)) ?? visible(entry.provider),
          visible(entry.identity).slice(0, 60),
        )}
      </span>
      <time dateTime={receivedAt}>{describeTime(receivedAt)}</time>
    </div>
  )
}

export const STATES: Readonly<Record<Entry['state'], { readonly mark: string; readonly tone: Tone }>> = {
  dead: { mark: '✗', tone: 'bad' },
  active: { mark: '▸', tone: 'plain' },
  delayed: { mark: '↻', tone: 'fair' },
  waiting: { mark: '…', tone: 'plain' },
  done: { mark: '✓', tone: 'good' },
}

export function entryName({ eventName, identity }: Pick<Entry, 'eventName' | 'identity'>): string {
  return visible(eventName ?? identity).slice(0, 200)
}

export function attemptsOf({ attempts }: Pick<Entry, 'attempts'>): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`
}

function providerOf({ provider }: Pick<Entry, 'provider'>) {
  return provider === 'jogg' || provider === 'hoox' ? provider : undefined
}
