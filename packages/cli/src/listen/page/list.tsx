import type { RefObject } from 'preact'
import { useMemo } from 'preact/hooks'
import { pathOf } from '../../../../core/src/request/delivery.js'
import { visible } from '../../printable.js'
import {
  describeDuration,
  describeOrigin,
  describeProvider,
  describeTime,
  outcomeOf,
  verificationMark,
} from '../describe.js'
import type { Summary } from '../summary.js'
import type { Group } from './group.js'
import { joined } from './wording.js'

export interface ListProps {
  readonly groups: readonly Group[]
  readonly selected: number | undefined
  readonly listRef: RefObject<HTMLDivElement | null>
  onChoose(id: number): void
}

/** The deliveries as a listbox. The list keeps the focus while the selection moves. */
export function List({ groups, selected, listRef, onChoose }: ListProps) {
  const isShown = groups.some((group) => group.some(({ id }) => id === selected))
  return (
    <div
      id="list"
      role="listbox"
      aria-label="Deliveries, the newest first"
      aria-activedescendant={isShown ? `delivery-${selected}` : undefined}
      tabIndex={0}
      ref={listRef}
    >
      {groups.map((group) => {
        const rows = group.map((summary, index) => (
          <Row
            key={summary.id}
            summary={summary}
            again={index > 0}
            selected={summary.id === selected}
            onChoose={onChoose}
          />
        ))
        if (group.length === 1) return rows
        return (
          <div
            key={`of ${group.at(-1)?.id}`}
            role="group"
            aria-label={`${nameOf(group[0])}, ${group.length} times`}
          >
            {rows}
          </div>
        )
      })}
    </div>
  )
}

interface RowProps {
  readonly summary: Summary
  /** Whether the row above has a newer delivery of the same event. */
  readonly again: boolean
  readonly selected: boolean
  onChoose(id: number): void
}

function Row({ summary, again, selected, onChoose }: RowProps) {
  // Cached: rendered again only if its content changes.
  return useMemo(() => {
    const { id, receivedAt, outcome, answer, verification, provider, sender, origin } = summary
    const { mark, tone, label } = verificationMark(verification)
    return (
      <div
        id={`delivery-${id}`}
        role="option"
        aria-selected={selected}
        class={again ? 'again' : ''}
        onClick={() => onChoose(id)}
      >
        <span class={`status ${answer?.tone ?? ''}`}>{answer?.status ?? '…'}</span>
        <span class={summary.claimed ? 'name claimed' : 'name'}>{nameOf(summary)}</span>
        <span class="facts">
          <span class={`mark ${tone}`} role="img" aria-label={label}>
            {mark}
          </span>
          <span class={`badge ${outcomeOf(outcome).tone}`}>{outcome}</span>
          {joined(
            answer && describeDuration(answer.durationMs),
            sender ?? describeProvider(provider),
            `#${id}`,
            describeOrigin(origin),
          )}
        </span>
        <time dateTime={receivedAt}>{describeTime(receivedAt)}</time>
      </div>
    )
  }, [summary, again, selected])
}

interface Named {
  readonly eventName?: string | undefined
  readonly method: string
  readonly url: string
}

/** The event's name, or method and path if there is none. */
export function nameOf({ eventName, method, url }: Named): string {
  return visible(eventName ?? `${method} ${pathOf(url)}`).slice(0, 200)
}
