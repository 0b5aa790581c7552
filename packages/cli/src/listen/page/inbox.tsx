import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { visible } from '../../printable.js'
import type { EntryDetail } from '../inbox-api.js'
import type { BodyView } from './body.js'
import type { DialogContent } from './dialog.js'
import { entryActions } from './entry-actions.js'
import { EntryDetails } from './entry-detail.js'
import { EntryList } from './entry-list.js'
import { server } from './server.js'
import { useInbox } from './use-inbox.js'
import type { Shortcut } from './use-keys.js'
import { useKeys } from './use-keys.js'

export interface InboxProps {
  /** Which inbox it is, for people. */
  readonly shown: string
  /** Keys that work on the whole page. */
  readonly shortcuts: readonly Shortcut[]
  setDialog(dialog: DialogContent): void
  notify(text: string): void
  complain(error: unknown): void
}

/** The entries of an inbox, the dead first, with what can be done with them. */
export function Inbox({ shown, shortcuts, setDialog, notify, complain }: InboxProps) {
  const { overview, problem, refresh } = useInbox()
  const entries = overview?.entries ?? NONE
  const [selected, setSelected] = useState<string>()
  const [entry, setEntry] = useState<EntryDetail>()
  const [view, setView] = useState<BodyView>('pretty')
  const [isReading, setReading] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const pane = useRef<HTMLElement>(null)

  // The first entry is open at the start, and when the open one is gone.
  useEffect(() => {
    if (overview && !entries.some(({ id }) => id === selected)) setSelected(entries[0]?.id)
  }, [overview])

  useEffect(() => {
    if (selected === undefined) return setEntry(undefined)
    let isCurrent = true
    // An entry may have been removed since the list was made: then the next list is without it.
    server.entry(selected).then(
      (loaded) => isCurrent && setEntry(loaded),
      () => isCurrent && setEntry(undefined),
    )
    return () => {
      isCurrent = false
    }
  }, [selected, overview])

  useLayoutEffect(() => {
    document.getElementById(`entry-${selected}`)?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  function move(step: number): void {
    const index = entries.findIndex(({ id }) => id === selected)
    const next = entries[Math.min(entries.length - 1, Math.max(0, index + step))]
    if (next) setSelected(next.id)
  }

  const dead = overview?.counts.dead ?? 0
  function retryDead(): void {
    setDialog({
      title: dead === 1 ? 'Retry the dead entry?' : `Retry all ${dead} dead entries?`,
      fields: <p>Handlers that have succeeded do not run again.</p>,
      label: 'Retry',
      act: async () => {
        const { changed } = await server.retryDead()
        notify(changed === 1 ? 'One entry is tried again.' : `${changed} entries are tried again.`)
        refresh()
      },
    })
  }

  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'the next entry', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], does: 'the previous entry', run: () => move(-1) },
    { keys: ['Enter'], does: 'open the entry', run: () => setReading(true) },
    { keys: ['Escape'], does: 'back to the list', run: () => setReading(false) },
    ...shortcuts,
  ])

  return (
    <main class={isReading ? 'detail-open' : ''}>
      <section class="list-pane" aria-label="Inbox">
        <p class="inbox-name">
          Inbox <code>{visible(shown)}</code>
        </p>
        <div class="toolbar">
          <p class="count" role="status">
            {overview ? countsIn(overview.counts) : 'Loading'}
          </p>
          <button type="button" onClick={retryDead} disabled={dead === 0}>
            Retry the dead
          </button>
        </div>
        {problem && <p role="alert">{visible(problem)}</p>}
        {entries.length > 0 && (
          <EntryList
            entries={entries}
            selected={selected}
            listRef={list}
            onChoose={(id) => {
              setSelected(id)
              setReading(true)
            }}
          />
        )}
        {overview && entries.length === 0 && <p class="empty">The inbox is empty.</p>}
      </section>
      <EntryDetails entry={entry} paneRef={pane} view={view} setView={setView}>
        <button type="button" class="back" onClick={() => setReading(false)}>
          ‹ All
        </button>
        {entryActions({ entry, setDialog, notify, complain, refresh }).map(({ label, run }) => (
          <button key={label} type="button" onClick={run}>
            {label}
          </button>
        ))}
      </EntryDetails>
    </main>
  )
}

/** The states that have entries: `2 dead, 1 delayed`. */
function countsIn(counts: Readonly<Record<string, number>>): string {
  const parts = ['dead', 'active', 'delayed', 'waiting', 'done'].filter((state) => (counts[state] ?? 0) > 0)
  return parts.map((state) => `${counts[state]} ${state}`).join(', ') || 'No entries'
}

const NONE: readonly never[] = []
