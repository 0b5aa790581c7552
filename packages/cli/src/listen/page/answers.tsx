import { visible } from '../../printable.js'
import { describeApp } from '../describe.js'
import type { AppAnswer, Result } from '../kept-delivery.js'
import { rawView } from './body.js'
import { asText, fromBase64, size } from './bytes.js'
import { Code, Headers } from './code.js'
import { sentence } from './wording.js'

/** The answers of the application and of a vidhook receiver. */
export function Answers({ outcome, app }: Result) {
  return (
    <section>
      <h3>{app ? 'Answers' : 'Answer'}</h3>
      {app && (
        <>
          <h4>Your app: {app.kind === 'answered' ? app.status : 'no answer'}</h4>
          <p class="address">
            <code>{visible(app.url)}</code>
          </p>
          {app.kind === 'answered' ? <AppAnswered {...app} /> : <p>{sentence(describeApp(app))}</p>}
        </>
      )}
      <h4>A vidhook receiver: {outcome.status}</h4>
      <Code label="Answer of a vidhook receiver">{outcome.body}</Code>
    </section>
  )
}

function AppAnswered({ headers, body, bodyBytes }: Extract<AppAnswer, { kind: 'answered' }>) {
  const bytes = fromBase64(body)
  return (
    <>
      <Code label="Answer of your app">{bodyBytes === 0 ? '(empty)' : rawView(bytes, asText(bytes))}</Code>
      {bodyBytes > bytes.length && <p class="hint">Only the beginning of {size(bodyBytes)}.</p>}
      <Headers headers={headers} />
    </>
  )
}
