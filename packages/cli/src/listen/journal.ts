import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from '../exit.js'
import { type JournalLine, journalLine, type KeptDelivery, type Result } from './kept-delivery.js'
import { lock } from './lock.js'

/** The deliveries that were received, in a file of JSON lines that is only ever appended to. */
export interface Journal {
  /** Where they are. */
  readonly file: string
  /** Lines of an earlier run that could not be read, and were left out. */
  readonly unreadable: number
  /** Oldest first. */
  all(): readonly KeptDelivery[]
  find(id: number): KeptDelivery | undefined
  /** Came with an earlier run, which ended before it had answered. */
  isInterrupted(delivery: KeptDelivery): boolean
  /** Resolves once the line is with the operating system: a killed process does not lose it. */
  add(delivery: Omit<KeptDelivery, 'id' | 'result'>): Promise<KeptDelivery>
  settle(id: number, result: Result): Promise<KeptDelivery | undefined>
  /** Waits for what is being written. */
  close(): Promise<void>
}

export interface JournalLimits {
  readonly maxDeliveries: number
  /** Of the request bodies that are kept, in bytes. */
  readonly maxBytes: number
}

/**
 * Opens the journal in a folder, and makes it if there is none. Only the user may read it, and git does not see it:
 * payloads are nobody else's business.
 *
 * @throws CliError if another process has it open, or if it cannot be written.
 */
export async function openJournal(folder: string, limits: JournalLimits): Promise<Journal> {
  const file = join(folder, 'deliveries.jsonl')
  const unlock = await prepare(folder)
  const { deliveries, unreadable } = read(await contents(file))
  const interrupted = new Set([...deliveries.values()].filter((each) => !each.result).map((each) => each.id))
  let lastId = Math.max(0, ...deliveries.keys())
  forgetOldest(deliveries, limits)
  // Begins afresh with what is kept: a torn last line is gone, and results stand beside their deliveries.
  await rewrite(file, deliveries)
  let handle = await open(file, 'a', 0o600)
  let lines = deliveries.size
  let writing: Promise<unknown> = Promise.resolve()

  /** One write after the other, so that no two lines mix. */
  function append(line: JournalLine): Promise<void> {
    const written = writing.then(async () => {
      await handle.appendFile(`${JSON.stringify(line)}\n`)
      lines += 1
      if (lines <= limits.maxDeliveries * 4) return
      await rewrite(file, deliveries)
      await handle.close()
      handle = await open(file, 'a', 0o600)
      lines = deliveries.size
    })
    writing = written.catch(() => {})
    return written
  }

  return {
    file,
    unreadable,
    all: () => [...deliveries.values()],
    find: (id) => deliveries.get(id),
    isInterrupted: ({ id }) => interrupted.has(id),
    async add(delivery) {
      lastId += 1
      const kept: KeptDelivery = { id: lastId, ...delivery }
      deliveries.set(kept.id, kept)
      forgetOldest(deliveries, limits)
      await append({ line: 'delivery', delivery: kept })
      return kept
    },
    async settle(id, result) {
      const delivery = deliveries.get(id)
      if (!delivery) return undefined // forgotten meanwhile
      const settled: KeptDelivery = { ...delivery, result }
      deliveries.set(id, settled)
      await append({ line: 'result', id, result })
      return settled
    },
    async close() {
      await writing
      await handle.close()
      unlock()
    },
  }
}

async function prepare(folder: string): Promise<() => void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(join(folder, '.gitignore'), '*\n')
  } catch (error) {
    throw new CliError(`--data: deliveries cannot be kept in ${folder}: ${said(error)}`)
  }
  return lock(join(folder, 'listen.lock'))
}

async function contents(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw new CliError(`${file} cannot be read: ${said(error)}`)
  }
}

function read(text: string): { deliveries: Map<number, KeptDelivery>; unreadable: number } {
  const deliveries = new Map<number, KeptDelivery>()
  let unreadable = 0
  for (const each of text.split('\n')) {
    if (each === '') continue
    const parsed = lineOf(each)
    if (!parsed) unreadable += 1
    else if (parsed.line === 'delivery') deliveries.set(parsed.delivery.id, parsed.delivery)
    else {
      const delivery = deliveries.get(parsed.id)
      if (delivery) deliveries.set(parsed.id, { ...delivery, result: parsed.result })
    }
  }
  return { deliveries, unreadable }
}

function lineOf(text: string): JournalLine | undefined {
  try {
    return journalLine.safeParse(JSON.parse(text)).data
  } catch {
    return undefined // the last line of a process that was killed while it wrote
  }
}

/** A Map keeps the order in which its keys came. */
function forgetOldest(deliveries: Map<number, KeptDelivery>, limits: JournalLimits): void {
  let bytes = 0
  for (const { request } of deliveries.values()) bytes += request.body.length
  for (const [id, { request }] of deliveries) {
    if (deliveries.size <= limits.maxDeliveries && bytes <= limits.maxBytes) return
    deliveries.delete(id)
    bytes -= request.body.length
  }
}

/** Beside it first, then over it: whoever is killed here leaves the old file or the new one. */
async function rewrite(file: string, deliveries: ReadonlyMap<number, KeptDelivery>): Promise<void> {
  const lines = [...deliveries.values()].map(
    (delivery) => `${JSON.stringify({ line: 'delivery', delivery } satisfies JournalLine)}\n`,
  )
  await writeFile(`${file}.new`, lines.join(''), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
