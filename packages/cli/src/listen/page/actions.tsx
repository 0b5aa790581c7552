import type { Detail, Overview } from '../page-server.js'
import { asText, fromBase64 } from './bytes.js'
import { curlOf } from './copy-curl.js'
import { vitestOf } from './copy-test.js'
import type { DialogContent } from './dialog.js'
import { Editor, editIn } from './editor.js'
import { server } from './server.js'
import type { Shortcut } from './use-keys.js'

export interface ActionOptions {
  readonly delivery: Detail | undefined
  readonly overview: Overview | undefined
  notify(text: string): void
  complain(error: unknown): void
  setDialog(dialog: DialogContent): void
  /** Shows the delivery that was just sent, with its result. */
  showSent(made: { readonly id: number }): Promise<void>
}

/** The actions on the open delivery. */
export function actionsOn(options: ActionOptions): readonly (Shortcut & { readonly label: string })[] {
  const { delivery, overview, notify, complain, setDialog, showSent } = options

  async function replay({ id }: Detail): Promise<void> {
    const made = await server.replay(id)
    await showSent(made)
    notify(`Replayed #${id} as #${made.id}.`)
  }

  function edit({ id, request, result }: Detail): void {
    const text = asText(fromBase64(request.body))
    if (text === undefined) throw new Error('The body is not text. It can be replayed, but not edited.')
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
      setDialog({ title: 'Copy this text: the browser does not allow the page to copy it', fields })
    }
  }

  const copyCurl = ({ request }: Detail) =>
    copy(curlOf(request, overview?.forwardTo ?? overview?.listeningAt ?? ''), 'Copied as curl.')
  const copyTest = (detail: Detail) => copy(vitestOf(detail), 'Copied as a vitest test.')

  const onOpen = (act: (detail: Detail) => unknown) => async () => {
    try {
      if (delivery) await act(delivery)
    } catch (error) {
      complain(error)
    }
  }
  return [
    { label: 'Replay', keys: ['r'], does: 'replay', run: onOpen(replay) },
    { label: 'Edit', keys: ['e'], does: 'edit and send again', run: onOpen(edit) },
    { label: 'Copy as curl', keys: ['c'], does: 'copy as curl', run: onOpen(copyCurl) },
    { label: 'Copy as test', keys: ['t'], does: 'copy as a vitest test', run: onOpen(copyTest) },
  ]
}
