import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { JournalRecord } from '@vidhook/core/journal'
import type { SqliteDatabase } from '@vidhook/sqlite'
import { CliError } from '../exit.js'
import { fileProblem } from '../file-problem.js'
import type { Io } from '../io.js'
import { jsonObject } from '../json-object.js'
import { resolvedFrom } from '../resolved-from.js'

export interface SourceOptions {
  readonly file?: string
  readonly sqlite?: string
  readonly postgres?: string | true
  readonly table?: string
  readonly limit: number
}

/**
 * The journal's records of one event, the first record first.
 *
 * @throws CliError if it is not clear which journal is meant, or it cannot be read.
 */
export function recordsOf(io: Io, event: string, options: SourceOptions): Promise<readonly JournalRecord[]> {
  const { file, sqlite, postgres } = options
  if ([file, sqlite, postgres].filter((given) => given !== undefined).length !== 1)
    throw new CliError(
      'Which journal? Give one of --file <webhooks.jsonl>, --sqlite <events.db> and --postgres [url].',
    )
  if (file !== undefined) return fromLines(io, file, event, options)
  if (sqlite !== undefined) return fromSqlite(io, sqlite, event, options)
  return fromPostgres(io, typeof postgres === 'string' ? postgres : io.env.DATABASE_URL, event, options)
}

/** Line by line: a journal may be larger than the memory. */
async function fromLines(
  io: Io,
  file: string,
  event: string,
  { limit, table }: SourceOptions,
): Promise<readonly JournalRecord[]> {
  if (table !== undefined) throw new CliError('--table is for --sqlite and --postgres.')
  const input = file === '-' ? io.stdin : createReadStream(join(io.cwd, file))
  return reading(`The journal ${file}`, async () => {
    const found: JournalRecord[] = []
    for await (const line of linesOf(input)) {
      if (!line.includes('"kind"')) continue
      const record = jsonObject(line)
      if (record?.identity !== event && record?.event !== event) continue
      // Written by jsonLines(). Whatever else is in the file is shown as far as it goes.
      found.push(record as unknown as JournalRecord)
      if (found.length > limit) found.shift()
    }
    return found
  })
}

/** An error of the stream is not one of the lines otherwise. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  let failure: unknown
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  input.once('error', (error) => {
    failure = error
    lines.close()
  })
  yield* lines
  if (failure) throw failure
}

async function fromSqlite(
  { cwd }: Io,
  file: string,
  event: string,
  { limit, table }: SourceOptions,
): Promise<readonly JournalRecord[]> {
  const path = join(cwd, file)
  if (!existsSync(path)) throw new CliError(`There is no file ${path}.`)
  const sqlite = await nodeSqlite()
  const { sqliteJournal } = await projectPackage<typeof import('@vidhook/sqlite')>(cwd, '@vidhook/sqlite')
  const database = new sqlite.DatabaseSync(path)
  try {
    return await reading(`The journal ${path}`, () =>
      sqliteJournal(database, { table }).find(event, { limit }),
    )
  } finally {
    database.close()
  }
}

/** The part of `node:sqlite` that is used. Node 20 has neither the module nor its types. */
interface NodeSqlite {
  DatabaseSync: new (path: string) => SqliteDatabase & { close(): void }
}

async function nodeSqlite(): Promise<NodeSqlite> {
  const name: string = 'node:sqlite'
  try {
    return await import(name)
  } catch {
    throw new CliError(
      `--sqlite needs node:sqlite, which comes with Node 22.13 or newer. This is Node ${process.versions.node}.`,
    )
  }
}

async function fromPostgres(
  { cwd, envFile }: Io,
  url: string | undefined,
  event: string,
  { limit, table }: SourceOptions,
): Promise<readonly JournalRecord[]> {
  if (!url)
    throw new CliError(
      `No address: give --postgres <url>, or set DATABASE_URL in the environment or in ${envFile}.`,
    )
  const { postgresJournal } = await projectPackage<typeof import('@vidhook/postgres')>(
    cwd,
    '@vidhook/postgres',
  )
  const { default: pg } = await projectPackage<typeof import('pg')>(cwd, 'pg')
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 10_000, max: 1 })
  try {
    return await reading('The journal in Postgres', () =>
      postgresJournal(pool, { table }).find(event, { limit }),
    )
  } finally {
    await pool.end()
  }
}

/** Loads a package that the project has installed: the command line brings no database client of its own. */
async function projectPackage<Package>(folder: string, name: string): Promise<Package> {
  const path = resolvedFrom(join(folder, 'package.json'), name)
  if (path === undefined)
    throw new CliError(`${name} is not installed in ${folder}. Run this in the folder of your project.`)
  return import(pathToFileURL(path).href)
}

async function reading<Result>(journal: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw new CliError(fileProblem(journal, error))
  }
}
