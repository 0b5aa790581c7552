import { useLayoutEffect, useState } from 'preact/hooks'

/** The themes, with their labels and order. */
const THEMES: Readonly<
  Record<string, { readonly symbol: string; readonly label: string; readonly next: string }>
> = {
  system: { symbol: '◐', label: 'Auto', next: 'light' },
  light: { symbol: '☀', label: 'Light', next: 'dark' },
  dark: { symbol: '☾', label: 'Dark', next: 'system' },
}
const KEY = 'vidhook-theme'

/** The system's theme, or the one that the user chose in this browser. */
export function useTheme() {
  const [name, setName] = useState(localStorage.getItem(KEY) ?? 'system')
  useLayoutEffect(() => {
    localStorage.setItem(KEY, name)
    document.documentElement.dataset.theme = name
  }, [name])
  const { symbol = '', label = name, next = 'system' } = THEMES[name] ?? {}
  return { symbol, label, next: () => setName(next) }
}
