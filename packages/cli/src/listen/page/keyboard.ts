import { element } from './dom.js'

/** What a key does, for the keyboard and for the help. */
export interface Shortcut {
  readonly keys: readonly string[]
  readonly does: string
  run(): void
}

/** Single keys, as long as nobody is typing and no dialog is open. */
export function listenToKeys(shortcuts: readonly Shortcut[]): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
    if (isTyping(event.target)) return
    // Enter and Space on a button press the button.
    if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) return
    const shortcut = shortcuts.find(({ keys }) => keys.includes(event.key))
    if (!shortcut) return
    event.preventDefault()
    shortcut.run()
  })
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
}

const SYMBOLS: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

/** The list of keys in the help. */
export function describeKeys(list: HTMLElement, shortcuts: readonly Shortcut[]): void {
  list.replaceChildren(
    ...shortcuts.flatMap(({ keys, does }) => [
      element('dt', {}, ...keys.map((key) => element('kbd', {}, SYMBOLS[key] ?? key))),
      element('dd', {}, does),
    ]),
  )
}
