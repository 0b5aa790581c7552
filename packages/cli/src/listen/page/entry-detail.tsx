import type { ComponentChildren, RefObject } from 'preact'
import { visible } from '../../printable.js'
import { describeDuration, describeTime } from '../describe.js'
import type { Attempt, EntryDetail } from '../inbox-api.js'
import { Body, type BodyView } from './body.js'
import { Headers } from './code.js'
import { attemptsOf, entryName, STATES } from './entry-list.js'

export interface EntryDetailProps {
  readonly entry: EntryDetail | undefined
  readonly paneRef: RefObject<HTMLElement | null>
  readonly view: BodyView
  setView(view: BodyView): void
  /** The buttons above the details. */
  readonly children: ComponentChildren
}

/** All about an entry: how far it is, why it failed, and what was delivered. */
export function EntryDetails({ entry, paneRef, view, setView, children }: EntryDetailProps) {
  return (
    <section id="detail" class="detail-pane" aria-label="Entry" tabIndex={-1} ref={paneRef}>
      {entry ? (
        <>
          <header class="detail-head">
            <h2>{entryName(entry)}</h2>
            <div class="actions">{children}</div>
            <p class="facts">
              {describeTime(entry.receivedAt)} · receiver {visible(entry.receiver)} ·{' '}
              <code>{visible(entry.identity)}</code>
            </p>
          </header>
          <div class="cards">
            <State {...entry} />
          </div>
          {entry.failures.length > 0 && <Attempts failures={entry.failures} />}
          <Body request={{ body: entry.body, bodyState: 'whole' }} view={view} setView={setView} />
          <section>
            <h3>Kept headers</h3>
            <p class="hint address">
              Delivered to <code>{visible(entry.path)}</code>
            </p>
            <Headers headers={entry.headers} />
          </section>
        </>
      ) : (
        <p class="nothing">Entries of the inbox appear here.</p>
      )}
    </section>
  )
}

function State({ state, attempts, error, nextAttemptAt, finishedAt, succeeded }: EntryDetail) {
  const lines = [
    error,
    nextAttemptAt && `The next attempt is at ${describeTime(nextAttemptAt)}.`,
    finishedAt && `Ended at ${describeTime(finishedAt)}.`,
    succeeded.length > 0 && `These handlers have succeeded, and do not run again: ${succeeded.join(', ')}.`,
    MEANINGS[state],
  ]
  return (
    <div class={`card wide ${STATES[state].tone}`}>
      <h3>
        {state.charAt(0).toUpperCase()}
        {state.slice(1)}
        {attempts > 0 && `, after ${attemptsOf({ attempts })}`}
      </h3>
      {lines.map((line) => line && <p key={line}>{visible(line)}</p>)}
    </div>
  )
}

const MEANINGS: Readonly<Record<EntryDetail['state'], string>> = {
  dead: 'It is not tried again until somebody retries it.',
  active: 'A worker runs its handlers now.',
  delayed: 'It is tried again by itself.',
  waiting: 'No worker has taken it yet.',
  done: 'Its handlers have succeeded.',
}

/** The latest attempts that failed, the newest first, with each handler's error. */
function Attempts({ failures }: { readonly failures: readonly Attempt[] }) {
  return (
    <section>
      <h3>Failed attempts</h3>
      <table>
        <thead class="hidden">
          <tr>
            <th scope="col">Attempt</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          {failures.toReversed().map(({ number, endedAt, runs, error }) => (
            <tr key={`${number} ${endedAt}`}>
              <th scope="row">
                {number} · {describeTime(endedAt)}
              </th>
              <td>
                {runs.length === 0 && visible(error)}
                {runs.map((run) => (
                  <p key={run.handler}>
                    {visible(run.handler)} · {describeDuration(run.durationMs)} ·{' '}
                    {run.error === undefined ? 'succeeded' : visible(run.error)}
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
