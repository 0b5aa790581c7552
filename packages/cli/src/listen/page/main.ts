import type { Detail, Overview } from '../page-server.js'
import type { Summary } from '../summary.js'
import type { BodyView } from './body-section.js'
import { copy } from './clipboard.js'
import { curlOf } from './copy-curl.js'
import { vitestOf } from './copy-test.js'
import { drawDetail, drawNoDetail } from './detail.js'
import { button, byId } from './dom.js'
import { createEditor } from './editor.js'
import { drawEmpty } from './empty.js'
import { createFilters } from './filters.js'
import { describeKeys, listenToKeys, type Shortcut } from './keyboard.js'
import { drawList, nameOf } from './list.js'
import { createNotice } from './notice.js'
import { followLive, server } from './server.js'
import { createTheme } from './theme.js'

startInspector()

/** Ties the parts of the page together: what is there, what is chosen, and what the user does. */
function startInspector(): void {
  const list = byId('list', HTMLDivElement)
  const pane = byId('detail', HTMLElement)
  const summaries = new Map<number, Summary>()
  let overview: Overview | undefined
  let selected: number | undefined
  let detail: Detail | undefined
  let bodyView: BodyView = 'pretty'

  const notify = createNotice()
  const filters = createFilters(draw, complain)
  const editor = createEditor(async (id, edit) => select((await server.sendEdited(id, edit)).id))
  const theme = createTheme(byId('theme', HTMLButtonElement))

  /** Newest first. */
  function shown(): readonly Summary[] {
    return [...summaries.values()].filter(filters.pass).sort((a, b) => b.id - a.id)
  }

  function draw(): void {
    const rows = shown()
    drawList(list, rows, selected)
    const all = summaries.size
    byId('count', HTMLElement).textContent = filters.isOn
      ? `${rows.length} of ${all}`
      : `${all} ${all === 1 ? 'delivery' : 'deliveries'}`
    drawEmpty({
      isEmpty: rows.length === 0,
      isFiltered: all > 0,
      listeningAt: overview?.listeningAt ?? '',
      showAll: filters.clear,
    })
  }

  async function select(id: number | undefined): Promise<void> {
    selected = id
    history.replaceState(undefined, '', id === undefined ? ' ' : `#${id}`)
    draw()
    document.getElementById(`delivery-${id}`)?.scrollIntoView({ block: 'nearest' })
    await loadDetail()
  }

  async function loadDetail(): Promise<void> {
    const id = selected
    if (id === undefined) {
      detail = undefined
      return drawNoDetail(pane)
    }
    try {
      const loaded = await server.detail(id)
      if (id !== selected) return // another one was chosen meanwhile
      detail = loaded
      drawSelected()
    } catch (error) {
      complain(error)
    }
  }

  function drawSelected(): void {
    if (!detail) return
    const focused = document.activeElement?.textContent
    const hadFocus = pane.contains(document.activeElement)
    drawDetail(pane, detail, { actions: actions(), view: bodyView, setView })
    // What was pressed has been drawn anew.
    const again = [...pane.querySelectorAll('button')].find(({ textContent }) => textContent === focused)
    if (hadFocus) (again ?? pane).focus({ preventScroll: true })
  }

  function setView(view: BodyView): void {
    bodyView = view
    drawSelected()
  }

  function actions(): readonly HTMLElement[] {
    const back = button('‹ All', undefined, closeDetail)
    back.className = 'back'
    return [
      back,
      button('Replay', 'r', replay),
      button('Edit', 'e', edit),
      button('Copy as curl', 'c', copyCurl),
      button('Copy as test', 't', copyTest),
    ]
  }

  async function replay(): Promise<void> {
    if (!detail) return
    const { id } = detail
    await attempt(async () => {
      const made = await server.replay(id)
      await select(made.id)
      notify(`Replayed #${id} as #${made.id}.`)
    })
  }

  function edit(): void {
    if (!detail || !overview) return
    if (!editor.open(detail, overview.hasSecret))
      notify('The body is not text: it can be replayed, but not edited.')
  }

  async function copyCurl(): Promise<void> {
    if (!detail || !overview) return
    if (await copy(curlOf(detail.request, overview.forwardTo ?? overview.listeningAt)))
      notify('Copied as curl.')
  }

  async function copyTest(): Promise<void> {
    if (detail && (await copy(vitestOf(detail)))) notify('Copied as a vitest test.')
  }

  /** On a phone, list and detail take turns. */
  function openDetail(): void {
    if (selected === undefined) return
    document.body.classList.add('detail-open')
    pane.focus()
  }

  function closeDetail(): void {
    document.body.classList.remove('detail-open')
    list.focus()
  }

  function move(step: number): void {
    const rows = shown()
    const index = rows.findIndex(({ id }) => id === selected)
    const next = rows[index < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, index + step))]
    if (next && next.id !== selected) select(next.id)
  }

  function complain(error: unknown): void {
    notify(error instanceof Error ? error.message : String(error))
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      complain(error)
    }
  }

  async function refresh(): Promise<void> {
    overview = await server.overview()
    summaries.clear()
    for (const each of overview.deliveries) summaries.set(each.id, each)
    filters.update(overview.deliveries)
    draw()
  }

  function showConnection(state: 'live' | 'lost'): void {
    const connection = byId('connection', HTMLElement)
    connection.className = `connection ${state}`
    connection.textContent = state === 'live' ? 'live' : 'not connected'
  }

  const help = byId('help', HTMLDialogElement)
  const shortcuts: readonly Shortcut[] = [
    { keys: ['j', 'ArrowDown'], does: 'the next delivery', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], does: 'the one before', run: () => move(-1) },
    { keys: ['Enter'], does: 'read the chosen one', run: openDetail },
    { keys: ['Escape'], does: 'back to the list', run: closeDetail },
    { keys: ['/'], does: 'search', run: filters.focusSearch },
    { keys: ['p'], does: 'pretty or raw body', run: () => setView(bodyView === 'pretty' ? 'raw' : 'pretty') },
    { keys: ['r'], does: 'replay', run: replay },
    { keys: ['e'], does: 'edit and send again', run: edit },
    { keys: ['c'], does: 'copy as curl', run: copyCurl },
    { keys: ['t'], does: 'copy as a vitest test', run: copyTest },
    { keys: ['d'], does: 'colors: auto, light, dark', run: theme.next },
    { keys: ['?'], does: 'these keys', run: () => help.showModal() },
  ]
  listenToKeys(shortcuts)
  describeKeys(byId('help-keys', HTMLElement), shortcuts)
  byId('help-button', HTMLButtonElement).addEventListener('click', () => help.showModal())
  byId('search', HTMLInputElement).addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' || key === 'Enter') list.focus()
  })
  list.addEventListener('click', async ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[role=option]') : null
    if (!row) return
    await select(Number(row.dataset.id))
    openDetail()
  })

  drawNoDetail(pane)
  followLive({
    onOpen: () =>
      attempt(async () => {
        await refresh()
        showConnection('live')
        const asked = Number(location.hash.slice(1))
        if (selected === undefined && summaries.has(asked)) await select(asked)
        else if (selected !== undefined) await loadDetail()
      }),
    onLost: () => showConnection('lost'),
    onDelivery(summary) {
      const isNew = !summaries.has(summary.id)
      summaries.set(summary.id, summary)
      filters.update([...summaries.values()])
      draw()
      if (isNew) byId('announcement', HTMLElement).textContent = `New delivery: ${nameOf(summary)}`
      if (summary.id === selected) loadDetail()
    },
  })
}
