import type { Shortcut } from './use-keys.js'

const SYMBOLS: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

/** The list of keyboard shortcuts. */
export function Help({ shortcuts }: { readonly shortcuts: readonly Shortcut[] }) {
  return (
    <dl class="keys">
      {shortcuts.map(({ keys, does }) => (
        <div key={does}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{SYMBOLS[key] ?? key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}
