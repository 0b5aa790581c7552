import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { messageOf } from '../../error-message.js'
import type { Detail as Delivery } from '../page-server.js'
import { actionsOn } from './actions.js'
import type { BodyView } from './body.js'
import { Detail } from './detail.js'
import { Dialog, type DialogContent } from './dialog.js'
import { saveAsJson } from './export.js'
import { useFilter } from './filters.js'
import { groupByEvent } from './group.js'
import { Help } from './help.js'
import { Inbox } from './inbox.js'
import { List, nameOf } from './list.js'
import { type Place, Places } from './places.js'
import { Samples, sampleIn } from './samples.js'
import { server } from './server.js'
import { type Shortcut, useKeys } from './use-keys.js'
import { useLive } from './use-live.js'
import { useNotice } from './use-notice.js'
import { useTheme } from './use-theme.js'

/** The whole page: its state, the list, the details and the actions. */
export function Inspector() {
  const { connection, overview, times, newest } = useLive()
  const deliveries = overview?.deliveries ?? NONE
  const count = deliveries.length
  const [notice, notify] = useNotice()
  const theme = useTheme()
  const [selected, setSelected] = useState<number | undefined>(Number(location.hash.slice(1)))
  const [delivery, setDelivery] = useState<Delivery>()
  const [view, setView] = useState<BodyView>('pretty')
  const [dialog, setDialog] = useState<DialogContent>()
  const [place, setPlace] = useState<Place>(location.hash === '#inbox' ? 'inbox' : 'deliveries')
  const [reading, setReading] = useState<{ readonly isOn: boolean }>()
  const list = useRef<HTMLDivElement>(null)
  const pane = useRef<HTMLElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const focusList = () => list.current?.focus()
  const filter = useFilter(deliveries, { searchRef: search, complain, onLeave: focusList })
  const { shown } = filter
  const groups = groupByEvent(shown.toReversed())

  // Opens the newest delivery at the start, and if the open one was deleted.
  useEffect(() => {
    if (overview && !deliveries.some(({ id }) => id === selected)) setSelected(deliveries.at(-1)?.id)
  }, [times, count === 0])

  const summary = deliveries.find(({ id }) => id === selected)
  useEffect(() => {
    if (!summary) return setDelivery(undefined)
    let isCurrent = true
    server.detail(summary.id).then((loaded) => isCurrent && setDelivery(loaded), complain)
    return () => {
      isCurrent = false
    }
  }, [summary])

  useLayoutEffect(() => {
    document.getElementById(`delivery-${selected}`)?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  // On a phone, either the list or the delivery is shown.
  useLayoutEffect(() => {
    if (reading) (reading.isOn ? pane : list).current?.focus()
  }, [reading])
  const read = () => setReading({ isOn: true })
  const goBack = () => setReading({ isOn: false })

  function choose(id: number): void {
    setSelected(id)
    history.replaceState(undefined, '', `#${id}`)
  }

  function move(step: number): void {
    const rows = groups.flat()
    const index = rows.findIndex(({ id }) => id === selected)
    const next = rows[index < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, index + step))]
    if (next) choose(next.id)
  }

  function complain(error: unknown): void {
    notify(messageOf(error))
  }

  /** Shows the delivery that was just sent, with its result. */
  async function showSent({ id }: { readonly id: number }): Promise<void> {
    setDelivery(await server.detail(id))
    choose(id)
  }

  function trySample(): void {
    if (!overview) return
    setDialog({
      title: 'Send a sample',
      fields: <Samples {...overview} />,
      label: 'Send',
      act: async (form) => showSent(await server.sendSample(sampleIn(form))),
    })
  }

  function clear(): void {
    setDialog({
      title: 'Clear all deliveries?',
      fields: <p>All {count} are deleted from this page and from the file. This cannot be undone.</p>,
      label: 'Clear',
      isFinal: true,
      act: server.clear,
    })
  }

  const actions = actionsOn({ delivery, overview, notify, complain, setDialog, showSent })
  const shortcuts: readonly Shortcut[] = [
    { keys: ['j', 'ArrowDown'], does: 'the next delivery', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], does: 'the previous delivery', run: () => move(-1) },
    { keys: ['Enter'], does: 'open the delivery', run: read },
    { keys: ['Escape'], does: 'back to the list', run: goBack },
    { keys: ['/'], does: 'search', run: () => search.current?.select() },
    { keys: ['p'], does: 'pretty or raw body', run: () => setView(view === 'pretty' ? 'raw' : 'pretty') },
    { keys: ['s'], does: 'send a sample', run: trySample },
    ...actions,
    { keys: ['d'], does: 'colors: auto, light, dark', run: theme.next },
    { keys: ['?'], does: 'these keys', run: help },
  ]
  const ofPage = shortcuts.filter(({ keys }) => keys.includes('d') || keys.includes('?'))
  const inbox = place === 'inbox' ? overview?.inbox : undefined
  useKeys(inbox === undefined ? shortcuts : [])

  function goTo(chosen: Place): void {
    setPlace(chosen)
    history.replaceState(undefined, '', chosen === 'inbox' ? '#inbox' : `#${selected ?? ''}`)
  }

  function help(): void {
    setDialog({ title: 'Keys', fields: <Help shortcuts={shortcuts} /> })
  }

  return (
    <>
      <header class="bar">
        <h1>
          <img src="/icon.svg" alt="" width={22} height={22} /> vidhook <span>inspector</span>
        </h1>
        <p id="connection" class={`connection ${connection}`} role="status">
          {connection === 'lost' ? 'not connected' : connection}
        </p>
        {overview?.inbox !== undefined && <Places place={place} onChoose={goTo} />}
        <button type="button" onClick={theme.next}>
          <span aria-hidden="true">{theme.symbol}</span> <span class="hidden">Colors:</span> {theme.label}
        </button>
        <button type="button" class="help" onClick={help}>
          Keys <kbd aria-hidden="true">?</kbd>
        </button>
      </header>

      {inbox !== undefined && (
        <Inbox shown={inbox} shortcuts={ofPage} setDialog={setDialog} notify={notify} complain={complain} />
      )}
      {inbox === undefined && (
        <main class={reading?.isOn ? 'detail-open' : ''}>
          <section class="list-pane" aria-label="Deliveries">
            {filter.form}
            <div class="toolbar">
              <p class="count" role="status">
                {filter.isOn
                  ? `${shown.length} of ${count}`
                  : `${count} ${count === 1 ? 'delivery' : 'deliveries'}`}
              </p>
              <button type="button" onClick={trySample}>
                Try a sample
              </button>
              <button
                type="button"
                onClick={() => saveAsJson(shown).catch(complain)}
                disabled={shown.length === 0}
              >
                Export
              </button>
              <button type="button" onClick={clear} disabled={count === 0}>
                Clear
              </button>
            </div>
            {shown.length > 0 && (
              <List
                groups={groups}
                selected={selected}
                listRef={list}
                onChoose={(id) => {
                  choose(id)
                  read()
                }}
              />
            )}
            {overview && count === 0 && (
              <p class="empty">
                Waiting for the first delivery at <code>{overview.listeningAt}</code>
              </p>
            )}
            {count > 0 && shown.length === 0 && (
              <p class="empty">
                Nothing matches.{' '}
                <button type="button" onClick={filter.showAll}>
                  Show all
                </button>
              </p>
            )}
          </section>
          <Detail delivery={delivery} paneRef={pane} view={view} setView={setView}>
            <button type="button" class="back" onClick={goBack}>
              ‹ All
            </button>
            {actions.map(({ label, keys, run }) => (
              <button key={label} type="button" onClick={run}>
                {label} <kbd aria-hidden="true">{keys}</kbd>
              </button>
            ))}
          </Detail>
        </main>
      )}

      <p class="hidden" role="status">
        {newest && `New delivery: ${nameOf(newest)}`}
      </p>
      <p class="notice" role="status" hidden={notice === undefined}>
        {notice}
      </p>
      {dialog && <Dialog {...dialog} onClose={() => setDialog(undefined)} />}
    </>
  )
}

const NONE: readonly never[] = []
