import type { AttemptRecord, BullmqInbox, EntryCounts, EntryDetails, EntrySummary } from '@vidhook/bullmq'
import { type Context, Hono } from 'hono'
import { messageOf } from '../error-message.js'
import { CHANGES, type Change } from '../inbox/change-entries.js'

/** How many entries the page lists. */
const LISTED = 200

/** How long the page waits for Redis or Postgres, in milliseconds. */
const PATIENCE_MS = 5_000

/** A value after its way through JSON. */
type InJson<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly InJson<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: InJson<Value[Key]> }
      : Value

export type Entry = InJson<EntrySummary>
export type Attempt = InJson<AttemptRecord>

/** What the page shows of an inbox. */
export interface InboxOverview {
  readonly counts: EntryCounts
  /** The dead first, then the active, delayed, waiting and done ones. */
  readonly entries: readonly Entry[]
}

/** All about an entry. */
export type EntryDetail = Omit<InJson<EntryDetails>, 'entry'> & {
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  /** In base64. */
  readonly body: string
}

/** The page's calls about an inbox: list, show, retry, replay, drop. */
export function inboxApi(inbox: BullmqInbox): Hono {
  const app = new Hono()
  app.get('/', async (c) => {
    const asked = Promise.all([inbox.counts(), inbox.list({ limit: LISTED })])
    const [counts, entries] = await inTime(asked)
    return c.json({ counts, entries })
  })
  app.get('/:id', async (c) => {
    const details = await inTime(inbox.show(c.req.param('id')))
    return details ? c.json(detailOf(details)) : gone(c)
  })
  app.post('/retry', async (c) => c.json(await inTime(inbox.retry({ state: 'dead' }))))
  app.post('/:id/:change', async (c) => {
    const { id, change } = c.req.param()
    if (!isChange(change)) return c.json({ message: 'There is nothing here.' }, 404)
    const { matched } = await inTime(inbox[change](id))
    return matched === 0 ? gone(c) : c.json({})
  })
  // The inbox says itself what is wrong: another state, no connection.
  app.onError((error, c) => c.json({ message: messageOf(error) }, 409))
  return app
}

function gone(c: Context) {
  return c.json({ message: 'This entry is no longer there.' }, 404)
}

function isChange(text: string): text is Change {
  return Object.hasOwn(CHANGES, text)
}

function detailOf({ entry, ...details }: EntryDetails) {
  const { path, headers, body, encoding } = entry
  return {
    ...details,
    path,
    headers: Object.entries(headers),
    body: Buffer.from(body, encoding).toString('base64'),
  }
}

/** A queue whose server is away may wait for it without end. */
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const late = () => reject(new Error(`The inbox did not answer within ${PATIENCE_MS / 1_000} s.`))
    timer = setTimeout(late, PATIENCE_MS)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
