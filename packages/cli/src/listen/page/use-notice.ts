import { useEffect, useState } from 'preact/hooks'

/** How long a notice stays, in milliseconds. */
const SHOWN_MS = 4_000

/** A short message that disappears by itself. */
export function useNotice(): readonly [string | undefined, (text: string) => void] {
  const [notice, setNotice] = useState<{ readonly text: string }>()
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(() => setNotice(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [notice])
  return [notice?.text, (text) => setNotice({ text })]
}
