import { byId } from './dom.js'

/** Copies a text, or shows it to be copied where the browser does not let a page do it. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = byId('copy-text', HTMLTextAreaElement)
    area.value = text
    byId('copy', HTMLDialogElement).showModal()
    area.select()
    return false
  }
}
