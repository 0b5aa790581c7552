import type { Entry, EntryDetail } from '../inbox-api.js'
import type { DialogContent } from './dialog.js'
import { server } from './server.js'

interface EntryActionOptions {
  readonly entry: EntryDetail | undefined
  setDialog(dialog: DialogContent): void
  notify(text: string): void
  complain(error: unknown): void
  refresh(): void
}

interface EntryAction {
  readonly label: string
  run(): void
}

/** What can be done with the open entry, by its state. */
export function entryActions(options: EntryActionOptions): readonly EntryAction[] {
  const { entry, setDialog, notify, complain, refresh } = options
  if (!entry) return []
  const { id, state } = entry

  const change = async (name: 'retry' | 'replay' | 'drop', done: string) => {
    await server.changeEntry(id, name)
    notify(done)
    refresh()
  }
  const retry = {
    label: state === 'delayed' ? 'Retry now' : 'Retry',
    run: () => void change('retry', 'It is tried again.').catch(complain),
  }
  const replay = {
    label: 'Run again',
    run: () =>
      setDialog({
        title: 'Run all handlers again?',
        fields: <p>Also those that have succeeded. What they did the first time may happen twice.</p>,
        label: 'Run again',
        isFinal: true,
        act: () => change('replay', 'All its handlers run again.'),
      }),
  }
  const drop = {
    label: 'Drop',
    run: () =>
      setDialog({
        title: 'Drop this entry?',
        fields: <p>It is removed for good. Should the provider send the event again, it is queued again.</p>,
        label: 'Drop',
        isFinal: true,
        act: () => change('drop', 'It was dropped.'),
      }),
  }
  const actions: Readonly<Record<Entry['state'], readonly EntryAction[]>> = {
    dead: [retry, drop],
    delayed: [retry, drop],
    done: [replay],
    waiting: [],
    active: [],
  }
  return actions[state]
}
