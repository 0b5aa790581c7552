import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Detail as Delivery } from '../page-server.js'
import type { BodyView } from './body.js'
import { asText, fromBase64 } from './bytes.js'
import { curlOf } from './copy-curl.js'
import { vitestOf } from './copy-test.js'
import { Detail } from './detail.js'
import { Dialog, type DialogContent } from './dialog.js'
import { Editor, editIn } from './editor.js'
import { saveAsJson } from './export.js'
import { Filters, useFilter } from './filters.js'
import { groupByEvent } from './group.js'
import { Help } from './help.js'
import { List, nameOf } from './list.js'
import { Samples, sampleIn } from './samples.js'
import { server } from './server.js'
import { Toolbar } from './toolbar.js'
import { type Shortcut, useKeys } from './use-keys.js'
import { useLive } from './use-live.js'
import { useNotice } from './use-notice.js'
import { useTheme } from './use-theme.js'
import { messageOf } from './wording.js'

/** The page: what there is, what is chosen, and what the user does. */
export function Inspector() {
  const { connection, overview, times, newest } = useLive()
  const deliveries = overview?.deliveries ?? NONE
  const [notice, notify] = useNotice()
  const theme = useTheme()
  const { shown, isOn, filter, change, showAll } = useFilter(deliveries, complain)
  const groups = groupByEvent(shown.toReversed())

  const [selected, setSelected] = useState<number | undefined>(Number(location.hash.slice(1)))
  const [delivery, setDelivery] = useState<Delivery>()
  const [view, setView] = useState<BodyView>('pretty')
  const [dialog, setDialog] = useState<DialogContent>()
  const [reading, setReading] = useState<{ readonly isOn: boolean }>()
  const list = useRef<HTMLDivElement>(null)
  const pane = useRef<HTMLElement>(null)
  const search = useRef<HTMLInputElement>(null)

  // The newest is open at the start, and again when what was open is gone.
  useEffect(() => {
    if (overview && !deliveries.some(({ id }) => id === selected)) setSelected(deliveries.at(-1)?.id)
  }, [times, deliveries.length === 0])

  const summary = deliveries.find(({ id }) => id === selected)
  useEffect(() => {
    if (!summary) return setDelivery(undefined)
    let isWanted = true
    server.detail(summary.id).then((loaded) => isWanted && setDelivery(loaded), complain)
    return () => {
      isWanted = false
    }
  }, [summary])

  useLayoutEffect(() => {
    document.getElementById(`delivery-${selected}`)?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  // On a phone, list and delivery take turns.
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

  /** Shows what was just sent, together with what came of it. */
  async function showSent({ id }: { readonly id: number }): Promise<void> {
    setDelivery(await server.detail(id))
    choose(id)
  }

  async function replay({ id }: Delivery): Promise<void> {
    const made = await server.replay(id)
    await showSent(made)
    notify(`Replayed #${id} as #${made.id}.`)
  }

  function edit({ id, request, result }: Delivery): void {
    const text = asText(fromBase64(request.body))
    if (text === undefined) throw new Error('The body is not text: it can be replayed, but not edited.')
    const provider = result?.provider ?? 'unknown'
    const hasSecret = provider !== 'unknown' && overview?.hasSecret[provider]
    const signs = hasSecret ? (provider === 'hoox' ? 'the URL' : 'the body') : undefined
    setDialog({
      title: 'Edit and send again',
      fields: <Editor headers={request.headers} text={text} signs={signs} />,
      label: 'Send',
      act: async (form) => showSent(await server.sendEdited(id, editIn(form))),
    })
  }

  async function copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      notify(done)
    } catch {
      const fields = <textarea rows={14} readOnly autofocus aria-labelledby="dialog-title" value={text} />
      setDialog({ title: 'Copy this: the browser does not let the page do it', fields })
    }
  }

  const copyCurl = ({ request }: Delivery) =>
    copy(curlOf(request, overview?.forwardTo ?? overview?.listeningAt ?? ''), 'Copied as curl.')
  const copyTest = (of: Delivery) => copy(vitestOf(of), 'Copied as a vitest test.')

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
      fields: (
        <p>All {deliveries.length} are removed, from this page and from the file. This cannot be undone.</p>
      ),
      label: 'Clear',
      isFinal: true,
      act: server.clear,
    })
  }

  /** With the delivery that is shown, if one is. */
  const withShown = (act: (of: Delivery) => unknown) => async () => {
    try {
      if (delivery) await act(delivery)
    } catch (error) {
      complain(error)
    }
  }
  const actions = [
    { label: 'Replay', keys: ['r'], does: 'replay', run: withShown(replay) },
    { label: 'Edit', keys: ['e'], does: 'edit and send again', run: withShown(edit) },
    { label: 'Copy as curl', keys: ['c'], does: 'copy as curl', run: withShown(copyCurl) },
    { label: 'Copy as test', keys: ['t'], does: 'copy as a vitest test', run: withShown(copyTest) },
  ]
  const shortcuts: readonly Shortcut[] = [
    { keys: ['j', 'ArrowDown'], does: 'the next delivery', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], does: 'the one before', run: () => move(-1) },
    { keys: ['Enter'], does: 'read the chosen one', run: read },
    { keys: ['Escape'], does: 'back to the list', run: goBack },
    { keys: ['/'], does: 'search', run: () => search.current?.select() },
    { keys: ['p'], does: 'pretty or raw body', run: () => setView(view === 'pretty' ? 'raw' : 'pretty') },
    { keys: ['s'], does: 'send a sample', run: trySample },
    ...actions,
    { keys: ['d'], does: 'colors: auto, light, dark', run: theme.next },
    { keys: ['?'], does: 'these keys', run: help },
  ]
  useKeys(shortcuts)

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
        <button type="button" onClick={theme.next}>
          <span aria-hidden="true">{theme.symbol}</span> <span class="hidden">Colors:</span> {theme.label}
        </button>
        <button type="button" class="help" onClick={help}>
          Keys <kbd aria-hidden="true">?</kbd>
        </button>
      </header>

      <main class={reading?.isOn ? 'detail-open' : ''}>
        <section class="list-pane" aria-label="Deliveries">
          <Filters
            deliveries={deliveries}
            filter={filter}
            searchRef={search}
            change={change}
            onLeave={() => list.current?.focus()}
          />
          <Toolbar
            all={deliveries.length}
            shown={shown.length}
            isFiltered={isOn}
            onSample={trySample}
            onExport={() => saveAsJson(shown).catch(complain)}
            onClear={clear}
          />
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
          {overview && deliveries.length === 0 && (
            <p class="empty">
              Waiting for the first delivery at <code>{overview.listeningAt}</code>
            </p>
          )}
          {deliveries.length > 0 && shown.length === 0 && (
            <p class="empty">
              Nothing matches.{' '}
              <button type="button" onClick={showAll}>
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
