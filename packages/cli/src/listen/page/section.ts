import type { HeaderPairs } from '../kept-delivery.js'
import { element, visible } from './dom.js'

/** A part of a delivery's page, under its heading. */
export function section(title: string, ...children: readonly (HTMLElement | undefined)[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), ...children)
}

/** Headers as they came, repeated ones repeated. */
export function headerTable(headers: HeaderPairs): HTMLElement {
  return element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      {},
      element(
        'thead',
        { class: 'hidden' },
        element('tr', {}, element('th', { scope: 'col' }, 'Name'), element('th', { scope: 'col' }, 'Value')),
      ),
      element(
        'tbody',
        {},
        ...headers.map(([name, value]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, visible(name)),
            element('td', {}, visible(value)),
          ),
        ),
      ),
    ),
  )
}
