import type { ComponentChildren, TargetedSubmitEvent } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { messageOf } from '../../error-message.js'

export interface DialogContent {
  readonly title: string
  readonly fields: ComponentChildren
  /** The label of the button that calls `act`. Without it, the dialog can only be closed. */
  readonly label?: string
  /** The action cannot be undone, so the button has no focus at first. */
  readonly isFinal?: boolean
  /** An error is shown, and the dialog stays open. */
  act?(form: FormData): Promise<unknown>
}

/** A dialog that is open while it is rendered. The browser keeps the focus inside, and closes it at Escape. */
export function Dialog({
  title,
  fields,
  label,
  isFinal = false,
  act,
  onClose,
}: DialogContent & { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState<string>()
  useLayoutEffect(() => dialog.current?.showModal(), [])
  /** Does not wait for the browser's close event: a key that is pressed before it would still find this dialog. */
  const close = () => {
    dialog.current?.close() // the browser then restores the focus
    onClose()
  }

  async function submit(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    try {
      await act?.(new FormData(event.currentTarget))
      close()
    } catch (error) {
      setProblem(messageOf(error))
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby="dialog-title"
      onCancel={close}
      onClose={() => dialog.current && onClose()}
    >
      <h2 id="dialog-title">{title}</h2>
      <form onSubmit={submit}>
        {fields}
        {problem && <p role="alert">{problem}</p>}
        <div class="row">
          <button type="button" onClick={close}>
            {label ? 'Cancel' : 'Close'}
          </button>
          {label && (
            <button class="primary" autofocus={!isFinal}>
              {label}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}
