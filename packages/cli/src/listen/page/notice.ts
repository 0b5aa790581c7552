import { byId } from './dom.js'

/** How long a notice stays, in milliseconds. */
const SHOWN_MS = 4_000

/** Says in a few words what came of something, and goes away by itself. */
export function createNotice(): (text: string) => void {
  const notice = byId('notice', HTMLElement)
  let timer: ReturnType<typeof setTimeout> | undefined
  return (text) => {
    notice.textContent = text
    notice.hidden = false
    clearTimeout(timer)
    timer = setTimeout(() => {
      notice.hidden = true
    }, SHOWN_MS)
  }
}
