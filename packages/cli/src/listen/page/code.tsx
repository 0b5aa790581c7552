import type { ComponentChildren } from 'preact'
import type { HeaderPairs } from '../../http-client.js'
import { visible } from '../../printable.js'

/** Preformatted text. It can scroll, so it must be reachable by keyboard. */
export function Code({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <pre class="code" tabIndex={0} role="region" aria-label={label}>
      {children}
    </pre>
  )
}

/** All headers in their original order, repeated ones repeated. */
export function Headers({ headers }: { readonly headers: HeaderPairs }) {
  return (
    <table>
      <thead class="hidden">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {headers.map(([name, value]) => (
          <tr>
            <th scope="row">{visible(name)}</th>
            <td>{visible(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
