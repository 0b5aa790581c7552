import { describeApp } from '../describe.js'
import type { AppAnswer, Result } from '../kept-delivery.js'
import { rawView } from './body-section.js'
import { asText, fromBase64 } from './bytes.js'
import { element, visible } from './dom.js'
import { headerTable, section } from './section.js'
import { sentence, size } from './wording.js'

/** What a receiver of vidhook's answers, beside what the application did. */
export function answerSection({ outcome, app }: Result): HTMLElement {
  const ours = [
    element('h4', {}, `A vidhook receiver: ${outcome.status}`),
    element(
      'pre',
      { class: 'code', tabindex: '0', 'aria-label': 'Answer of a vidhook receiver' },
      outcome.body,
    ),
  ]
  if (!app) return section('Answer', ...ours)
  const theirs = [
    element('h4', {}, `Your app: ${app.kind === 'answered' ? app.status : 'no answer'}`),
    element('p', { class: 'request-line' }, element('code', {}, visible(app.url))),
    ...(app.kind === 'answered' ? appAnswer(app) : [element('p', {}, sentence(describeApp(app)))]),
  ]
  return section('Answers', element('div', {}, ...theirs), element('div', {}, ...ours))
}

function appAnswer({
  headers,
  body: base64,
  bodyBytes,
}: Extract<AppAnswer, { kind: 'answered' }>): readonly HTMLElement[] {
  const bytes = fromBase64(base64)
  const shown = bodyBytes === 0 ? '(empty)' : rawView(bytes, asText(bytes))
  const cut =
    bodyBytes > bytes.length ? [element('p', { class: 'hint' }, `The beginning of ${size(bodyBytes)}.`)] : []
  return [
    element('pre', { class: 'code', tabindex: '0', 'aria-label': 'Answer of your app' }, shown),
    ...cut,
    headerTable(headers),
  ]
}
