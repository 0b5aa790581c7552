/** Which one comes next. */
const AFTER: Readonly<Record<string, string>> = { system: 'light', light: 'dark', dark: 'system' }
const KEY = 'vidhook-theme'

/** As the system has it, unless the user says otherwise; remembered in this browser. */
export function createTheme(toggle: HTMLButtonElement): { next(): void } {
  const apply = (theme: string) => {
    if (theme === 'system') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.setAttribute('data-theme', theme)
    toggle.textContent = { light: '☀ Light', dark: '☾ Dark' }[theme] ?? '◐ Auto'
    toggle.setAttribute('aria-label', `Colors: ${theme}. Change`)
  }
  const next = () => {
    const theme = AFTER[localStorage.getItem(KEY) ?? 'system'] ?? 'light'
    localStorage.setItem(KEY, theme)
    apply(theme)
  }
  toggle.addEventListener('click', next)
  apply(localStorage.getItem(KEY) ?? 'system')
  return { next }
}
