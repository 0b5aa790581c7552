import { useLayoutEffect } from 'preact/hooks'

/** A keyboard shortcut, with its text for the help. */
export interface Shortcut {
  readonly keys: readonly string[]
  readonly does: string
  run(): void
}

/** Handles single keys, except while the user types or a dialog is open. */
export function useKeys(shortcuts: readonly Shortcut[]): void {
  // A layout effect, since a second key may be pressed before the next paint.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
      if (isTyping(event.target)) return
      // Enter on a button presses the button.
      if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) return
      const shortcut = shortcuts.find(({ keys }) => keys.includes(event.key))
      if (!shortcut) return
      event.preventDefault()
      shortcut.run()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
}
