import type { ComponentChildren, RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { visible } from '../../printable.js'
import {
  adviceOnAnswer,
  adviceOnOutcome,
  answerTone,
  describeApp,
  describeDuration,
  describeOrigin,
  describeOutcome,
  describeTime,
  outcomeOf,
  scheduleOf,
  type Tone,
} from '../describe.js'
import type { Result } from '../kept-delivery.js'
import type { Detail as Delivery } from '../page-server.js'
import { Answers } from './answers.js'
import { Body, type BodyView } from './body.js'
import { Headers } from './code.js'
import { nameOf } from './list.js'
import { joined, sentence, verificationWording } from './wording.js'

export interface DetailProps {
  readonly delivery: Delivery | undefined
  readonly paneRef: RefObject<HTMLElement | null>
  readonly view: BodyView
  setView(view: BodyView): void
  /** The buttons above the details. */
  readonly children: ComponentChildren
}

/** All details of a delivery. */
export function Detail({ delivery, paneRef, view, setView, children }: DetailProps) {
  // Another delivery is shown from its beginning.
  useLayoutEffect(() => {
    if (paneRef.current) paneRef.current.scrollTop = 0
  }, [delivery?.id])
  return (
    <section id="detail" class="detail-pane" aria-label="Delivery" tabIndex={-1} ref={paneRef}>
      {delivery ? (
        <>
          <Head {...delivery}>{children}</Head>
          <div class="cards">
            {delivery.result ? <Verdict {...delivery.result} /> : <Pending {...delivery} />}
          </div>
          <Body request={delivery.request} view={view} setView={setView} />
          <section>
            <h3>Request headers</h3>
            <Headers headers={delivery.request.headers} />
          </section>
          {delivery.result && <Answers {...delivery.result} />}
          {delivery.result && <Identity {...delivery.result} />}
        </>
      ) : (
        <p class="nothing">Deliveries appear here as they arrive.</p>
      )}
    </section>
  )
}

function Head({
  id,
  receivedAt,
  request,
  result,
  origin,
  children,
}: Delivery & { readonly children: ComponentChildren }) {
  const { method, url, remoteAddress: from } = request
  return (
    <header class="detail-head">
      <h2>{nameOf({ method, url, eventName: result?.eventName })}</h2>
      <div class="actions">{children}</div>
      <p class="facts">
        {joined(`#${id}`, describeTime(receivedAt), from && `from ${from}`, describeOrigin(origin))} ·{' '}
        <code>{`${method} ${visible(url)}`}</code>
      </p>
    </header>
  )
}

function Pending({ interrupted }: Delivery) {
  const title = interrupted ? 'Interrupted' : 'Waiting'
  return <Card tone="plain" title={title} lines={[outcomeOf(title.toLowerCase()).meaning]} />
}

/** The answer to the provider first, then the reasons for it. */
function Verdict(result: Result) {
  const { status, app, outcome, claimed } = result
  const verification = verificationWording(result)
  const { tone, meaning } = outcomeOf(outcome.kind)
  // The second card says what is wrong with the signature.
  const why = result.verification.state === 'refused' ? [] : adviceOnOutcome(result)
  return (
    <>
      <Card
        tone={answerTone(result)}
        title={`Answered ${status}`}
        lines={[timing(result), app ? sentence(describeApp(app)) : NO_APP, ...adviceOnAnswer(result)]}
      >
        <TimeoutMeter {...result} />
      </Card>
      <Card tone={verification.tone} title={verification.title} lines={[verification.text]} />
      <Card
        tone={tone}
        title={`Outcome: ${describeOutcome(outcome)}`}
        lines={[meaning, ...why, claimed ? 'The event’s name comes from a body that was not verified.' : '']}
      />
    </>
  )
}

const NO_APP = 'Answered by vidhook itself, since --forward is not set.'

function timing(result: Result): string {
  const answered = `Answered after ${describeDuration(result.durationMs)}`
  const schedule = scheduleOf(result)
  // If it was too late, the advice below says how long the provider waits.
  if (!schedule || result.durationMs > schedule.timeoutMs) return `${answered}.`
  return `${answered}. ${schedule.provider} waits ${schedule.timeoutMs / 1000} s.`
}

/** The part of the provider's timeout that was used. */
function TimeoutMeter(result: Result) {
  const max = scheduleOf(result)?.timeoutMs
  if (max === undefined) return null
  return (
    <meter
      min={0}
      max={max}
      high={max * 0.8}
      optimum={0}
      value={Math.min(result.durationMs, max)}
      aria-label="Used part of the provider’s timeout"
    />
  )
}

interface CardProps {
  readonly tone: Tone
  readonly title: string
  readonly lines: readonly string[]
  readonly children?: ComponentChildren
}

function Card({ tone, title, lines, children }: CardProps) {
  return (
    <div class={`card ${tone}`}>
      <h3>{visible(title)}</h3>
      {children}
      {lines.map((line) => line !== '' && <p key={line}>{visible(line)}</p>)}
    </div>
  )
}

function Identity({ identity, callback }: Result) {
  if (identity === undefined && !callback) return null
  return (
    <section>
      <h3>Identity</h3>
      {identity !== undefined && (
        <p>
          <code>{visible(identity)}</code>
        </p>
      )}
      {callback && (
        <p>
          Context in the URL: <code>{visible(JSON.stringify(callback))}</code>
        </p>
      )}
    </section>
  )
}
