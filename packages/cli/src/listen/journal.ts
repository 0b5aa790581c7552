import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../../../core/src/error-code.js'
import { CliError } from '../exit.js'
import { fileProblem } from '../file-problem.js'
import { type JournalLine, journalLine, type KeptDelivery, type Result } from './kept-delivery.js'
import { lock } from './lock.js'

/** The received deliveries, in an append-only file of JSON lines. */
export interface Journal {
  /** The path of the file. */
  readonly file: string
  /** Lines of an earlier run that could not be read, and were left out. */
  readonly unreadable: number
  /** Oldest first. */
  all(): readonly KeptDelivery[]
  find(id: number): KeptDelivery | undefined
  /** Whether the delivery arrived in an earlier run that ended before it answered. */
  isInterrupted(delivery: KeptDelivery): boolean
  /** Resolves once the operating system has the line, so that it survives if the process is killed. */
  add(delivery: Omit<KeptDelivery, 'id' | 'result'>): Promise<KeptDelivery>
  settle(id: number, result: Result): Promise<KeptDelivery | undefined>
  /** Deletes every delivery that is not waiting for its answer. */
  clear(): Promise<void>
  /** Waits for pending writes, and closes the file. */
  close(): Promise<void>
}

export interface JournalLimits {
  readonly maxDeliveries: number
  /** The limit for all kept bodies together, in bytes. */
  readonly maxBytes: number
}

/** The file is rewritten when it has twice the size of the kept deliveries, but not below this size. */
const REWRITE_FROM_BYTES = 4 * 1024 * 1024

/**
 * Opens the journal in a folder, and creates the folder if it is missing. Payloads are private: only the user can read the
 * files, and git ignores them. If a line cannot be written, `onWriteError` is called and the delivery stays in memory.
 *
 * @throws CliError if another process has it open, or if it cannot be written.
 */
export async function openJournal(
  folder: string,
  limits: JournalLimits,
  onWriteError: (error: unknown) => void,
): Promise<Journal> {
  const file = join(folder, 'deliveries.jsonl')
  const unlock = await prepare(folder)
  const { deliveries, unreadable } = read(await contents(file))
  const interrupted = new Set([...deliveries.values()].filter((each) => !each.result).map((each) => each.id))
  let lastId = Math.max(0, ...deliveries.keys())
  forgetOldest(deliveries, limits)
  // Rewrite the file: this drops an incomplete last line, and puts results and deliveries on one line.
  let size = await rewrite(file, deliveries)
  let rewriteFrom = Math.max(REWRITE_FROM_BYTES, size * 2)
  let handle = await open(file, 'a', 0o600)
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  /** Runs writes one after the other, so that lines do not mix. A failed write does not reject: the sender still gets its answer. */
  function enqueue(work: () => Promise<void>): Promise<void> {
    // After close(), nothing more is written.
    if (closed) return writing
    writing = writing.then(work).catch(onWriteError)
    return writing
  }

  const append = (line: JournalLine) => enqueue(() => write(`${JSON.stringify(line)}\n`))

  async function write(line: string): Promise<void> {
    await handle.appendFile(line)
    size += Buffer.byteLength(line)
    if (size > rewriteFrom) await rewriteFile()
  }

  async function rewriteFile(): Promise<void> {
    size = await rewrite(file, deliveries)
    rewriteFrom = Math.max(REWRITE_FROM_BYTES, size * 2)
    await handle.close()
    handle = await open(file, 'a', 0o600)
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
      if (!delivery) return undefined // deleted in the meantime
      const settled: KeptDelivery = { ...delivery, result }
      deliveries.set(id, settled)
      await append({ line: 'result', id, result })
      return settled
    },
    async clear() {
      for (const [id, { result }] of deliveries) if (result || interrupted.has(id)) deliveries.delete(id)
      await enqueue(rewriteFile)
    },
    async close() {
      closed = true
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
    throw new CliError(`--data: deliveries cannot be stored. ${fileProblem(folder, error)}`)
  }
  return lock(join(folder, 'listen.lock'))
}

async function contents(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw new CliError(fileProblem(file, error))
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

/** A Map iterates in insertion order, so the first ones are the oldest. */
function forgetOldest(deliveries: Map<number, KeptDelivery>, limits: JournalLimits): void {
  let bytes = 0
  for (const delivery of deliveries.values()) bytes += bodyBytes(delivery)
  for (const [id, delivery] of deliveries) {
    if (deliveries.size <= limits.maxDeliveries && bytes <= limits.maxBytes) return
    deliveries.delete(id)
    bytes -= bodyBytes(delivery)
  }
}

function bodyBytes({ request, result }: KeptDelivery): number {
  return request.body.length + (result?.app?.kind === 'answered' ? result.app.body.length : 0)
}

/** Writes a second file, then renames it: a process that is killed here leaves either the old file or the new one. */
async function rewrite(file: string, deliveries: ReadonlyMap<number, KeptDelivery>): Promise<number> {
  const lines = [...deliveries.values()].map(
    (delivery) => `${JSON.stringify({ line: 'delivery', delivery } satisfies JournalLine)}\n`,
  )
  const bytes = Buffer.from(lines.join(''))
  await writeFile(`${file}.new`, bytes, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return bytes.byteLength
}
