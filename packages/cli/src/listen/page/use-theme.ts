import { useLayoutEffect, useState } from 'preact/hooks'

/** What each one is called, and which comes next. */
const THEMES: Readonly<Record<string, { readonly label: string; readonly next: string }>> = {
  system: { label: '◐ Auto', next: 'light' },
  light: { label: '☀ Light', next: 'dark' },
  dark: { label: '☾ Dark', next: 'system' },
}
const KEY = 'vidhook-theme'

/** As the system has it, unless the user says otherwise; remembered in this browser. */
export function useTheme() {
  const [name, setName] = useState(localStorage.getItem(KEY) ?? 'system')
  useLayoutEffect(() => {
    localStorage.setItem(KEY, name)
    document.documentElement.dataset.theme = name
  }, [name])
  const { label = '', next = 'system' } = THEMES[name] ?? {}
  return { name, label, next: () => setName(next) }
}
