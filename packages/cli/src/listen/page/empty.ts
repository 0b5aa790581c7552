import { button, byId, element } from './dom.js'

export interface Emptiness {
  readonly isEmpty: boolean
  /** There are deliveries, but none that passes the filters. */
  readonly isFiltered: boolean
  readonly listeningAt: string
  showAll(): void
}

/** What stands in the place of an empty list: how to fill it. */
export function drawEmpty({ isEmpty, isFiltered, listeningAt, showAll }: Emptiness): void {
  const empty = byId('empty', HTMLElement)
  empty.hidden = !isEmpty
  byId('list', HTMLElement).hidden = isEmpty
  if (!isEmpty) return
  if (isFiltered) {
    empty.replaceChildren(element('p', {}, 'Nothing matches.'), button('Show all', undefined, showAll))
    return
  }
  empty.replaceChildren(
    element('p', {}, 'Waiting for the first delivery at'),
    element('p', {}, element('code', {}, listeningAt)),
    element('p', {}, 'Send one to try it:'),
    element(
      'pre',
      { class: 'code', tabindex: '0' },
      `vidhook send jogg generated_avatar_video_success \\\n  --to ${listeningAt}`,
    ),
  )
}
